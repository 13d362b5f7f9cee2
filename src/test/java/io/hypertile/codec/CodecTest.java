package io.hypertile.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.scalableminds.bloscjava.Blosc;
import io.hypertile.TestSeed;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every codec against itself, against damage, and Blosc against its own library. */
class CodecTest {
  private static final List<Integer> SIZES = List.of(0, 1, 7, 8, 64, 1000, 4097, 65_536, 270_001);

  /** Filter numbers with the options of a collection. */
  static Stream<Arguments> codecs() {
    return Stream.of(
        Arguments.of(1, List.of(1)),
        Arguments.of(1, List.of()),
        Arguments.of(2, List.of()),
        Arguments.of(4, List.of(32, 8)),
        Arguments.of(4, List.of(4, 16)),
        Arguments.of(3, List.of()),
        Arguments.of(307, List.of(1)),
        Arguments.of(32000, List.of()),
        Arguments.of(32001, List.of(0, 0, 0, 0, 5, 1, 1)),
        Arguments.of(32001, List.of(0, 0, 0, 0, 9, 2, 5)),
        Arguments.of(32001, List.of(0, 0, 0, 0, 3, 0, 4)),
        Arguments.of(32001, List.of(0, 0, 0, 0, 0, 1, 0)),
        Arguments.of(32004, List.of()),
        Arguments.of(32004, List.of(5000)),
        Arguments.of(32008, List.of()),
        Arguments.of(32008, List.of(0, 2)),
        Arguments.of(32008, List.of(256, 3, 1)),
        Arguments.of(32008, List.of(8, 2)),
        Arguments.of(32015, List.of(3)));
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void decodeGivesBackWhatWasEncoded(int number, List<Integer> options) throws Exception {
    Random random = TestSeed.random();
    Codec codec = Codecs.find(number).orElseThrow();
    if (number == Codecs.SZIP) {
      // It takes some sizes only; see szipGivesBackWhatWasEncoded.
      assertThatThrownBy(() -> codec.parameters(options, 3, 300))
          .isInstanceOf(ServiceException.class);
      return;
    }
    for (int size : SIZES) {
      for (int cellSize : new int[] {1, 2, 8, 16, 3}) {
        for (byte[] chunk : List.of(noise(random, size), smooth(size, cellSize), new byte[size])) {
          List<Integer> parameters = codec.parameters(options, cellSize, size);
          assertRoundTrip(codec, parameters, chunk);
        }
      }
    }
  }

  private static void assertRoundTrip(Codec codec, List<Integer> parameters, byte[] chunk)
      throws CodecException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment source = arena.allocate(chunk.length).copyFrom(MemorySegment.ofArray(chunk));
      MemorySegment target = arena.allocate(codec.largestEncoded(chunk.length));
      long stored = codec.encode(source, target, parameters);
      if (stored < 0) {
        assertThat(codec.number()).isEqualTo(Codecs.LZF);
        return;
      }
      MemorySegment decoded = arena.allocate(chunk.length);
      assertThat(codec.decode(target.asSlice(0, stored), decoded, parameters))
          .isEqualTo(chunk.length);
      assertThat(Arrays.equals(decoded.toArray(ValueLayout.JAVA_BYTE), chunk))
          .as("%s %s of %d bytes", codec.name(), parameters, chunk.length)
          .isTrue();
      if (chunk.length > 0 && codec.number() != Codecs.SHUFFLE) {
        MemorySegment small = arena.allocate(chunk.length - 1);
        assertThatThrownBy(() -> codec.decode(target.asSlice(0, stored), small, parameters))
            .isInstanceOf(CodecException.class);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"4,2", "4,8", "32,8", "32,16", "32,32"})
  void szipGivesBackWhatWasEncoded(int coding, int pixels) throws Exception {
    Random random = TestSeed.random();
    Codec codec = Codecs.find(Codecs.SZIP).orElseThrow();
    for (int cellSize : new int[] {1, 2, 4, 8}) {
      for (int cells : new int[] {32, 33, 1000, 4096, 5001}) {
        int size = cells * cellSize;
        for (byte[] chunk :
            List.of(noise(random, size), smooth(size, cellSize), sparse(random, size))) {
          assertRoundTrip(codec, codec.parameters(List.of(coding, pixels), cellSize, size), chunk);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void damagedBytesAreDecodedOrRefused(int number, List<Integer> options) throws Exception {
    Random random = TestSeed.random();
    Codec codec = Codecs.find(number).orElseThrow();
    byte[] chunk = smooth(6000, 8);
    List<Integer> parameters = codec.parameters(options, 8, chunk.length);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(codec.largestEncoded(chunk.length));
      long stored = codec.encode(MemorySegment.ofArray(chunk), target, parameters);
      byte[] bytes = target.asSlice(0, stored).toArray(ValueLayout.JAVA_BYTE);
      MemorySegment decoded = arena.allocate(chunk.length);
      int outcomes = 0;
      for (int round = 0; round < 1500; round++) {
        byte[] mutant = bytes.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
          int reach = random.nextBoolean() ? Math.min(32, mutant.length) : mutant.length;
          mutant[random.nextInt(reach)] = (byte) random.nextInt();
        }
        if (random.nextInt(4) == 0) {
          mutant = Arrays.copyOf(mutant, random.nextInt(mutant.length));
        }
        try (Arena inner = Arena.ofConfined()) {
          MemorySegment source =
              inner.allocate(mutant.length).copyFrom(MemorySegment.ofArray(mutant));
          assertThat(codec.decode(source, decoded, parameters)).isBetween(0L, 6000L);
          outcomes++;
        } catch (CodecException e) {
          assertThat(e.getMessage()).isNotBlank();
          outcomes++;
        } catch (ServiceException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_STORAGE);
          outcomes++;
        }
      }
      assertThat(outcomes).isEqualTo(1500);
    }
  }

  @ParameterizedTest
  @EnumSource(Blosc.Compressor.class)
  void decodeWhatTheBloscLibraryEncodes(Blosc.Compressor compressor) throws Exception {
    Random random = TestSeed.random();
    Codec codec = Codecs.find(Codecs.BLOSC).orElseThrow();
    for (Blosc.Shuffle shuffle : Blosc.Shuffle.values()) {
      for (int typeSize : new int[] {1, 2, 4, 8, 16}) {
        for (int size : new int[] {8, 800, 4000, 100_000, 600_008}) {
          for (byte[] chunk :
              List.of(noise(random, size), smooth(size, typeSize), sparse(random, size))) {
            for (int level : new int[] {1, 5, 9}) {
              byte[] container = Blosc.compress(chunk, typeSize, compressor, level, shuffle);
              byte[] decoded = new byte[size];
              codec.decode(
                  MemorySegment.ofArray(container), MemorySegment.ofArray(decoded), List.of());
              assertThat(Arrays.equals(decoded, chunk))
                  .as("%s %s type %d size %d level %d", compressor, shuffle, typeSize, size, level)
                  .isTrue();
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0,1,1", "5,1,1", "5,2,0", "9,0,5", "1,2,5", "3,1,4"})
  void theBloscLibraryDecodesWhatWeEncode(int level, int shuffle, int compressor) {
    Codec codec = Codecs.find(Codecs.BLOSC).orElseThrow();
    for (int typeSize : new int[] {1, 4, 8, 16}) {
      for (int size : new int[] {16, 3000, 300_000, 1_000_003}) {
        byte[] chunk = smooth(size, typeSize);
        List<Integer> parameters =
            codec.parameters(List.of(0, 0, 0, 0, level, shuffle, compressor), typeSize, size);
        byte[] container = new byte[(int) codec.largestEncoded(size)];
        long stored =
            codec.encode(
                MemorySegment.ofArray(chunk), MemorySegment.ofArray(container), parameters);
        byte[] decoded = Blosc.decompress(Arrays.copyOf(container, (int) stored));
        assertThat(Arrays.equals(decoded, chunk)).as("type %d size %d", typeSize, size).isTrue();
      }
    }
  }

  /** Values of the algorithm's definition: big-endian words, reduced modulo 65535. */
  @ParameterizedTest
  @CsvSource({"'',0", "0001,00010001", "00010002,00040003", "ff,ff00ff00", "01020304,05080406"})
  void fletcher32SumsBigEndianWords(String hex, String expected) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThat(Fletcher32Codec.checksum(MemorySegment.ofArray(bytes)))
        .isEqualTo(Integer.parseUnsignedInt(expected, 16));
  }

  @Test
  void fletcher32WhenAByteChangesThrows() {
    Codec codec = Codecs.find(Codecs.FLETCHER32).orElseThrow();
    byte[] stored = new byte[104];
    codec.encode(MemorySegment.ofArray(smooth(100, 4)), MemorySegment.ofArray(stored), List.of());
    stored[50] ^= 1;
    assertThatThrownBy(() ->
            codec.decode(
                MemorySegment.ofArray(stored), MemorySegment.ofArray(new byte[100]), List.of()))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("checksum");
  }

  @ParameterizedTest
  @CsvSource({"5,nbit", "6,scaleoffset", "32013,zfp", "12345,mine"})
  void filtersThatAreMissingAreRefusedByName(int number, String name) {
    FilterPipeline pipeline =
        FilterPipeline.of(List.of(new FilterSpec(number, true, name, List.of())));
    assertThatThrownBy(pipeline::requireSupported)
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_STORAGE))
        .hasMessageContaining(String.valueOf(number))
        .hasMessageContaining(name);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 307, 32001, 32004, 32008, 32015})
  void optionsOutOfRangeAreRefused(int number) {
    List<Integer> options = new ArrayList<>(List.of(-5, -5, -5, -5, -5, -5, -5));
    assertThatThrownBy(() -> Codecs.plan(number, options, 8, 800))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SCHEMA));
  }

  @Test
  void pipelineOfSeveralFiltersGivesBackWhatWasEncoded() throws Exception {
    byte[] chunk = smooth(8000, 8);
    FilterPipeline pipeline =
        FilterPipeline.of(
            List.of(
                Codecs.plan(Codecs.SHUFFLE, List.of(), 8, chunk.length),
                Codecs.plan(Codecs.DEFLATE, List.of(6), 8, chunk.length),
                Codecs.plan(Codecs.ZSTD, List.of(), 8, chunk.length),
                Codecs.plan(Codecs.FLETCHER32, List.of(), 8, chunk.length)));
    try (Arena arena = Arena.ofConfined()) {
      CodecScratch scratch = (which, size) -> arena.allocate(size, 64);
      FilterPipeline.Encoded encoded = pipeline.encode(MemorySegment.ofArray(chunk), scratch);
      assertThat(encoded.bytes().byteSize()).isLessThan(4000);
      byte[] decoded = new byte[chunk.length];
      pipeline.decode(
          encoded.bytes(), encoded.filterMask(), MemorySegment.ofArray(decoded), scratch);
      assertThat(decoded).isEqualTo(chunk);
      byte[] longer = new byte[chunk.length + 8];
      assertThatThrownBy(
              () -> pipeline.decode(encoded.bytes(), 0, MemorySegment.ofArray(longer), scratch))
          .isInstanceOf(CodecException.class);
    }
  }

  @Test
  void pipelineLeavesOutLzfWhereItDoesNotShrink() throws Exception {
    byte[] chunk = noise(TestSeed.random(), 5000);
    FilterPipeline pipeline =
        FilterPipeline.of(
            List.of(
                Codecs.plan(Codecs.SHUFFLE, List.of(), 8, chunk.length),
                Codecs.plan(Codecs.LZF, List.of(), 8, chunk.length)));
    try (Arena arena = Arena.ofConfined()) {
      CodecScratch scratch = (which, size) -> arena.allocate(size, 64);
      FilterPipeline.Encoded encoded = pipeline.encode(MemorySegment.ofArray(chunk), scratch);
      assertThat(encoded.filterMask()).isEqualTo(2);
      byte[] decoded = new byte[chunk.length];
      pipeline.decode(
          encoded.bytes(), encoded.filterMask(), MemorySegment.ofArray(decoded), scratch);
      assertThat(decoded).isEqualTo(chunk);
    }
  }

  private static byte[] noise(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Slowly growing little-endian numbers. */
  private static byte[] smooth(int size, int cellSize) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      int cell = i / cellSize * 3 / 2;
      int shift = 8 * (i % cellSize);
      bytes[i] = (byte) (shift < 32 ? cell >>> shift : 0);
    }
    return bytes;
  }

  /** Mostly zeros, with repetitions far apart. */
  private static byte[] sparse(Random random, int size) {
    byte[] bytes = new byte[size];
    byte[] word = noise(random, 40);
    for (int at = 0; at + word.length < size; at += 3000 + random.nextInt(30_000)) {
      System.arraycopy(word, 0, bytes, at, word.length);
    }
    return bytes;
  }
}
