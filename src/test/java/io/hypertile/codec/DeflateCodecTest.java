package io.hypertile.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both ways of doing deflate against {@code java.util.zip} streams. */
class DeflateCodecTest {
  private static final int THREADS = 8;

  private static final DeflateCodec PLAIN = new DeflateCodec(4, Optional.empty());
  private static final Optional<Libdeflate> LIBRARY = Libdeflate.find(Libdeflate.LIBRARY);

  /** The codec without a library, and the one this machine gets. */
  static List<DeflateCodec> codecs() {
    return List.of(PLAIN, new DeflateCodec(4, LIBRARY));
  }

  @Test
  void withoutTheLibraryJavaDoesTheWork() {
    assertThat(Libdeflate.find("libnothing-of-the-kind.so.0")).isEmpty();
    assertThat(PLAIN.isFast()).isFalse();
    assertThat(new DeflateCodec(4).isFast()).isEqualTo(LIBRARY.isPresent());
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void decodeGivesWhatJavaEncoded(DeflateCodec codec) throws Exception {
    for (byte[] chunk : chunks()) {
      for (int level : new int[] {0, 1, 4, 9}) {
        for (int strategy : new int[] {0, Deflater.HUFFMAN_ONLY, Deflater.FILTERED}) {
          assertThat(decode(codec, deflate(chunk, level, strategy), chunk.length)).isEqualTo(chunk);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void javaDecodesWhatIsEncoded(DeflateCodec codec) throws Exception {
    for (byte[] chunk : chunks()) {
      for (int level = 0; level <= 9; level++) {
        byte[] stored = encode(codec.withLevel(level), chunk);
        assertThat(inflate(stored)).isEqualTo(chunk);
        assertThat(decode(codec, stored, chunk.length)).isEqualTo(chunk);
      }
    }
  }

  private static byte[] inflate(byte[] stored) throws IOException {
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(stored))) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void malformedStreamsAreRefusedByName(DeflateCodec codec) throws Exception {
    byte[] chunk = chunks().getLast();
    byte[] stored = deflate(chunk, 4, 0);
    byte[] wrongSum = stored.clone();
    wrongSum[stored.length - 1] ^= 1;
    byte[] cut = Arrays.copyOf(stored, stored.length / 2);
    assertThatThrownBy(() -> decode(codec, wrongSum, chunk.length))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("not a deflate stream");
    assertThatThrownBy(() -> decode(codec, cut, chunk.length))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("cut short");
    assertThatThrownBy(() -> decode(codec, stored, chunk.length - 1))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("more than the chunk");
    assertThatThrownBy(() -> decode(codec, new byte[0], chunk.length))
        .isInstanceOf(CodecException.class);
  }

  /** Damage that one way accepts gives the same bytes the other way, or is refused by both. */
  @Test
  void bothWaysJudgeDamagedStreamsAlike() throws Exception {
    Random random = TestSeed.random();
    byte[] chunk = chunks().get(3);
    byte[] stored = deflate(chunk, 6, 0);
    DeflateCodec other = new DeflateCodec(4, LIBRARY);
    for (int round = 0; round < 2000; round++) {
      byte[] mutant = stored.clone();
      mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
      Optional<byte[]> one = tryDecode(PLAIN, mutant, chunk.length);
      Optional<byte[]> two = tryDecode(other, mutant, chunk.length);
      assertThat(two.isPresent()).isEqualTo(one.isPresent());
      if (one.isPresent()) {
        assertThat(two.get()).isEqualTo(one.get());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void heapMemoryIsTakenToo(DeflateCodec codec) throws Exception {
    byte[] chunk = chunks().getLast();
    byte[] target = new byte[(int) codec.largestEncoded(chunk.length)];
    MemorySegment stored = MemorySegment.ofArray(target);
    long size = codec.encode(MemorySegment.ofArray(chunk), stored);
    byte[] decoded = new byte[chunk.length];
    codec.decode(stored.asSlice(0, size), MemorySegment.ofArray(decoded));
    assertThat(decoded).isEqualTo(chunk);
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void manyThreadsShareACodec(DeflateCodec codec) throws Exception {
    List<Future<?>> work = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int n = 0; n < 8 * THREADS; n++) {
        int level = 1 + n % 9;
        work.add(
            threads.submit(() -> {
              for (byte[] chunk : chunks()) {
                byte[] stored = encode(codec.withLevel(level), chunk);
                assertThat(decode(codec, stored, chunk.length)).isEqualTo(chunk);
              }
              return null;
            }));
      }
    }
    for (Future<?> done : work) {
      assertThat(done.get()).isNull();
    }
  }

  private static List<byte[]> chunks() {
    Random random = TestSeed.random(7);
    byte[] noise = new byte[300_000];
    random.nextBytes(noise);
    byte[] numbers = new byte[200_000];
    for (int at = 0; at < numbers.length; at += 4) {
      numbers[at] = (byte) (at / 64);
      numbers[at + 1] = (byte) random.nextInt(3);
    }
    return List.of(new byte[0], new byte[] {5}, new byte[100_000], numbers, noise, numbers);
  }

  private static byte[] deflate(byte[] bytes, int level, int strategy) throws IOException {
    Deflater deflater = new Deflater(level);
    deflater.setStrategy(strategy);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream stream = new DeflaterOutputStream(out, deflater)) {
      stream.write(bytes);
    }
    deflater.end();
    return out.toByteArray();
  }

  private static byte[] encode(DeflateCodec codec, byte[] chunk) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(codec.largestEncoded(chunk.length));
      long size = codec.encode(nativeCopy(arena, chunk), target);
      return target.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private static byte[] decode(DeflateCodec codec, byte[] stored, int size) throws CodecException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(Math.max(1, size)).asSlice(0, size);
      long written = codec.decode(nativeCopy(arena, stored), target);
      return target.asSlice(0, written).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private static Optional<byte[]> tryDecode(DeflateCodec codec, byte[] stored, int size) {
    try {
      return Optional.of(decode(codec, stored, size));
    } catch (CodecException e) {
      return Optional.empty();
    }
  }

  private static MemorySegment nativeCopy(Arena arena, byte[] bytes) {
    return arena
        .allocate(Math.max(1, bytes.length))
        .asSlice(0, bytes.length)
        .copyFrom(MemorySegment.ofArray(bytes));
  }
}
