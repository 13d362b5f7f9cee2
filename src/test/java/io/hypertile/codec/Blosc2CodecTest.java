package io.hypertile.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Blosc2 frames: those of hdf5plugin, damaged ones, and our own. Where the machine has no
 * libblosc2, what the headers say is tested, and that the filter is refused; the interop script has
 * it.
 */
class Blosc2CodecTest {
  private static final Blosc2Codec CODEC =
      new Blosc2Codec(4, 5, Shuffling.BYTES, BloscCodec.Compressor.BLOSCLZ);

  static List<Path> frames() throws IOException, URISyntaxException {
    Path folder =
        Path.of(
            Objects.requireNonNull(Blosc2CodecTest.class.getResource("/fixtures/blosc2")).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".frame")).sorted().toList();
    }
  }

  private static int bytesOf(Path frame) {
    return Integer.parseInt(frame.getFileName().toString().split("-")[1]);
  }

  private static byte[] counting(int bytes) {
    ByteBuffer cells = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int cell = 0; cell < bytes / 4; cell++) {
      cells.putInt(cell);
    }
    return cells.array();
  }

  private static byte[] decode(byte[] frame, int bytes) throws CodecException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment source = arena.allocate(frame.length).copyFrom(MemorySegment.ofArray(frame));
      MemorySegment target = arena.allocate(bytes);
      long size = CODEC.decode(source, target);
      return target.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  @Test
  void missingWhenTheLibraryIsNotThereSaysSo() {
    assertThat(Blosc2.find(List.of("libnothing-of-the-kind.so.0"))).isEmpty();
    assertThat(Blosc2Codec.missing().isEmpty())
        .isEqualTo(Blosc2.find(Blosc2.LIBRARIES).isPresent());
  }

  @ParameterizedTest
  @MethodSource("frames")
  void framesOfTheFilterAreRead(Path file) throws Exception {
    byte[] frame = Files.readAllBytes(file);
    int bytes = bytesOf(file);
    Blosc2Frame head = Blosc2Frame.parse(MemorySegment.ofArray(frame), bytes);
    assertThat(head.bytes()).isEqualTo(bytes);
    assertThat(head.isArray()).isEqualTo(file.getFileName().toString().startsWith("array"));
    if (Blosc2Codec.missing().isEmpty()) {
      assertThat(decode(frame, bytes)).isEqualTo(counting(bytes));
      assertThat(decode(frame, bytes + 8)).isEqualTo(counting(bytes));
    }
  }

  @ParameterizedTest
  @MethodSource("frames")
  void framesOfMoreCellsThanTheChunkAreRefusedByTheirHeader(Path file) throws Exception {
    byte[] frame = Files.readAllBytes(file);
    assertThatThrownBy(() -> Blosc2Frame.parse(MemorySegment.ofArray(frame), bytesOf(file) - 1))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("for a chunk of");
    for (int length = 0; length < frame.length; length++) {
      byte[] cut = Arrays.copyOf(frame, length);
      assertThatThrownBy(() -> Blosc2Frame.parse(MemorySegment.ofArray(cut), bytesOf(file)))
          .isInstanceOf(CodecException.class);
    }
  }

  /** Bytes at places of a frame of one axis, whose header is of 87 bytes. */
  @ParameterizedTest
  @CsvSource({
    "0,00,no Blosc2 frame",
    "16,7fffffffffffffff,not one contiguous",
    "26,01,not one contiguous",
    "11,7fffffff,no Blosc2 frame's header",
    "30,0000000100000000,not a Blosc2 frame of one chunk",
    "58,7fffffff,not a Blosc2 frame of one chunk",
    "39,7fffffffffffffff,outside its frame",
    "48,00000000,without cells"
  })
  void headersThatCannotBeAreRefused(int at, String hex, String reason) throws Exception {
    Path file = frames().stream().filter(f -> f.toString().contains("line")).findFirst().get();
    byte[] frame = Files.readAllBytes(file);
    byte[] bytes = java.util.HexFormat.of().parseHex(hex);
    System.arraycopy(bytes, 0, frame, at, bytes.length);
    assertThatThrownBy(() -> Blosc2Frame.parse(MemorySegment.ofArray(frame), bytesOf(file)))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining(reason);
  }

  /** Whatever happens to a frame, it is refused or gives as many bytes as its header promised. */
  @ParameterizedTest
  @MethodSource("frames")
  void damagedFramesAreRefusedOrWithinBounds(Path file) throws Exception {
    Random random = TestSeed.random(file.getFileName().toString().hashCode());
    byte[] whole = Files.readAllBytes(file);
    int refused = 0;
    for (int round = 0; round < Integer.getInteger("blosc2.rounds", 2000); round++) {
      byte[] frame = whole.clone();
      for (int flip = 0; flip <= round % 4; flip++) {
        frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        int promised = Blosc2Frame.parse(MemorySegment.ofArray(frame), bytesOf(file)).bytes();
        assertThat(promised).isBetween(1, bytesOf(file));
        if (Blosc2Codec.missing().isEmpty()) {
          assertThat(decode(frame, bytesOf(file))).hasSize(promised);
        }
      } catch (CodecException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "0,BYTES,BLOSCLZ",
    "1,BYTES,LZ4",
    "5,BYTES,BLOSCLZ",
    "5,BITS,ZSTD",
    "9,BYTES,LZ4HC",
    "9,NONE,ZLIB",
    "3,BITS,LZ4"
  })
  void encodedChunkIsDecodedToItself(
      int level, Shuffling shuffling, BloscCodec.Compressor compressor) throws Exception {
    if (Blosc2Codec.missing().isPresent()) {
      return;
    }
    Blosc2Codec codec = new Blosc2Codec(4, level, shuffling, compressor);
    byte[] cells = counting(40_000);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment source = arena.allocate(cells.length).copyFrom(MemorySegment.ofArray(cells));
      MemorySegment target = arena.allocate(codec.largestEncoded(cells.length));
      long size = codec.encode(source, target);
      boolean shrinks = level > 0;
      assertThat(size > 0 && size < cells.length).isEqualTo(shrinks);
      if (shrinks) {
        byte[] frame = target.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
        assertThat(decode(frame, cells.length)).isEqualTo(cells);
      }
    }
  }
}
