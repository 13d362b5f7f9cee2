package io.hypertile.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.scalableminds.bloscjava.Blosc;
import io.hypertile.TestSeed;
import io.hypertile.codec.BitshuffleCodec.Packing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every codec against itself, against damage, and Blosc against its own library. */
class CodecTest {
  private static final List<Integer> SIZES = List.of(0, 1, 7, 8, 64, 1000, 4097, 65_536, 270_001);

  /**
   * A codec with settings.
   *
   * @param codec by the bytes of an element
   */
  record Kernel(String name, IntFunction<Codec> codec) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Kernel> kernels() {
    return Stream.of(
        new Kernel("deflate 1", element -> new DeflateCodec(1)),
        new Kernel("deflate 4", element -> new DeflateCodec(4)),
        new Kernel("shuffle", ShuffleCodec::new),
        new Kernel("fletcher32", element -> new Fletcher32Codec()),
        new Kernel("bzip2", element -> new Bzip2Codec(1)),
        new Kernel("lzf", element -> new LzfCodec()),
        blosc(5, Shuffling.BYTES, BloscCodec.Compressor.LZ4),
        blosc(9, Shuffling.BITS, BloscCodec.Compressor.ZSTD),
        blosc(3, Shuffling.NONE, BloscCodec.Compressor.ZLIB),
        blosc(0, Shuffling.BYTES, BloscCodec.Compressor.BLOSCLZ),
        new Kernel("lz4", element -> new Lz4Codec(0)),
        new Kernel("lz4 5000", element -> new Lz4Codec(5000)),
        bitshuffle(0, Packing.NONE),
        bitshuffle(0, Packing.LZ4),
        bitshuffle(256, Packing.ZSTD),
        bitshuffle(8, Packing.LZ4),
        new Kernel("gzip", element -> new GzipCodec(5)),
        new Kernel("crc32c", element -> new Crc32cCodec()),
        new Kernel("zstd with a checksum", element -> new ZstdCodec(3, true)),
        new Kernel("zstd", element -> new ZstdCodec(3)));
  }

  private static Kernel blosc(int level, Shuffling shuffling, BloscCodec.Compressor compressor) {
    return new Kernel(
        "blosc %d %s %s".formatted(level, shuffling, compressor),
        element -> new BloscCodec(element, level, shuffling, compressor));
  }

  private static Kernel bitshuffle(int block, Packing packing) {
    return new Kernel(
        "bitshuffle %d %s".formatted(block, packing),
        element -> new BitshuffleCodec(element, block, packing, 1));
  }

  private static SzipCodec szip(int coding, int pixels, int cellSize, int cells) {
    int line = Math.min(pixels * SzipCodec.MOST_BLOCKS_A_LINE, cells);
    boolean isPredicted = coding == 32;
    return new SzipCodec(new SzipCodec.Settings(isPredicted, false, 8 * cellSize, pixels, line));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void decodeGivesBackWhatWasEncoded(Kernel kernel) throws Exception {
    Random random = TestSeed.random();
    for (int size : SIZES) {
      for (int cellSize : new int[] {1, 2, 8, 16, 3}) {
        for (byte[] chunk : List.of(noise(random, size), smooth(size, cellSize), new byte[size])) {
          assertRoundTrip(kernel.codec().apply(cellSize), chunk);
        }
      }
    }
  }

  private static void assertRoundTrip(Codec codec, byte[] chunk) throws CodecException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment source = arena.allocate(chunk.length).copyFrom(MemorySegment.ofArray(chunk));
      MemorySegment target = arena.allocate(codec.largestEncoded(chunk.length));
      long stored = codec.encode(source, target);
      if (stored < 0) {
        assertThat(codec).isInstanceOf(LzfCodec.class);
        return;
      }
      MemorySegment decoded = arena.allocate(chunk.length);
      assertThat(codec.decode(target.asSlice(0, stored), decoded)).isEqualTo(chunk.length);
      assertThat(Arrays.equals(decoded.toArray(ValueLayout.JAVA_BYTE), chunk))
          .as("%s of %d bytes", codec, chunk.length)
          .isTrue();
      if (chunk.length > 0 && !(codec instanceof ShuffleCodec)) {
        MemorySegment small = arena.allocate(chunk.length - 1);
        assertThatThrownBy(() -> codec.decode(target.asSlice(0, stored), small))
            .isInstanceOf(CodecException.class);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"4,2", "4,8", "32,8", "32,16", "32,32"})
  void szipGivesBackWhatWasEncoded(int coding, int pixels) throws Exception {
    Random random = TestSeed.random();
    for (int cellSize : new int[] {1, 2, 4, 8}) {
      for (int cells : new int[] {32, 33, 1000, 4096, 5001}) {
        int size = cells * cellSize;
        for (byte[] chunk :
            List.of(noise(random, size), smooth(size, cellSize), sparse(random, size))) {
          assertRoundTrip(szip(coding, pixels, cellSize, cells), chunk);
        }
      }
    }
  }

  static Stream<Kernel> kernelsAndSzip() {
    return Stream.concat(
        kernels(),
        Stream.of(
            new Kernel("szip nn 8", element -> szip(32, 8, element, 750)),
            new Kernel("szip ec 16", element -> szip(4, 16, element, 750))));
  }

  @ParameterizedTest
  @MethodSource("kernelsAndSzip")
  void damagedBytesAreDecodedOrRefused(Kernel kernel) throws Exception {
    Random random = TestSeed.random();
    Codec codec = kernel.codec().apply(8);
    byte[] chunk = smooth(6000, 8);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(codec.largestEncoded(chunk.length));
      long stored = codec.encode(MemorySegment.ofArray(chunk), target);
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
          assertThat(codec.decode(source, decoded)).isBetween(0L, 6000L);
          outcomes++;
        } catch (CodecException e) {
          assertThat(e.getMessage()).isNotBlank();
          outcomes++;
        }
      }
      assertThat(outcomes).isEqualTo(1500);
    }
  }

  @ParameterizedTest
  @EnumSource(Blosc.Compressor.class)
  void decodeGivesWhatTheBloscLibraryEncoded(Blosc.Compressor compressor) throws Exception {
    Random random = TestSeed.random();
    Codec codec = new BloscCodec(1, 0, Shuffling.NONE, BloscCodec.Compressor.LZ4);
    for (Blosc.Shuffle shuffle : Blosc.Shuffle.values()) {
      for (int typeSize : new int[] {1, 2, 4, 8, 16}) {
        for (int size : new int[] {8, 800, 4000, 100_000, 600_008}) {
          for (byte[] chunk :
              List.of(noise(random, size), smooth(size, typeSize), sparse(random, size))) {
            for (int level : new int[] {1, 5, 9}) {
              byte[] container = Blosc.compress(chunk, typeSize, compressor, level, shuffle);
              byte[] decoded = new byte[size];
              codec.decode(MemorySegment.ofArray(container), MemorySegment.ofArray(decoded));
              assertThat(Arrays.equals(decoded, chunk))
                  .as("%s %s type %d size %d level %d", compressor, shuffle, typeSize, size, level)
                  .isTrue();
              requirePart(codec, container, chunk, random);
            }
          }
        }
      }
    }
  }

  /** Decodes some of the bytes to memory that was something else before. */
  private static void requirePart(Codec codec, byte[] container, byte[] chunk, Random random)
      throws CodecException {
    int from = random.nextInt(chunk.length);
    int to = from + 1 + random.nextInt(chunk.length - from);
    byte[] decoded = noise(random, chunk.length);
    long size =
        codec.decodePart(
            MemorySegment.ofArray(container),
            MemorySegment.ofArray(decoded),
            new WantedBytes(from, to));
    assertThat(size).isEqualTo(chunk.length);
    assertThat(Arrays.equals(decoded, from, to, chunk, from, to))
        .as("%d to %d of %d", from, to, chunk.length)
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0,BYTES,LZ4",
    "5,BYTES,LZ4",
    "5,BITS,BLOSCLZ",
    "9,NONE,ZSTD",
    "1,BITS,ZSTD",
    "3,BYTES,ZLIB"
  })
  void theBloscLibraryDecodesWhatWeEncode(
      int level, Shuffling shuffling, BloscCodec.Compressor compressor) {
    for (int typeSize : new int[] {1, 4, 8, 16}) {
      for (int size : new int[] {16, 3000, 300_000, 1_000_003}) {
        byte[] chunk = smooth(size, typeSize);
        Codec codec = new BloscCodec(typeSize, level, shuffling, compressor);
        byte[] container = new byte[(int) codec.largestEncoded(size)];
        long stored = codec.encode(MemorySegment.ofArray(chunk), MemorySegment.ofArray(container));
        byte[] decoded = Blosc.decompress(Arrays.copyOf(container, (int) stored));
        assertThat(Arrays.equals(decoded, chunk)).as("type %d size %d", typeSize, size).isTrue();
      }
    }
  }

  /** A member with all optional parts of the head, and another behind it (RFC 1952). */
  @Test
  void gzipOfSeveralMembersWithAllPartsOfTheHeadIsDecoded() throws Exception {
    byte[] plain = smooth(1000, 4);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ByteArrayOutputStream member = new ByteArrayOutputStream();
    try (GZIPOutputStream stream = new GZIPOutputStream(member)) {
      stream.write(plain);
    }
    byte[] usual = member.toByteArray();
    usual[3] = 2 | 4 | 8 | 16;
    file.write(usual, 0, 10);
    file.write(new byte[] {3, 0, 1, 2, 3, 'n', 0, 'c', 0, 9, 9});
    file.write(usual, 10, usual.length - 10);
    usual[3] = 0;
    file.write(usual);
    byte[] decoded = new byte[2000];
    Codec codec = new GzipCodec(5);
    MemorySegment source = MemorySegment.ofArray(file.toByteArray());
    assertThat(codec.decode(source, MemorySegment.ofArray(decoded))).isEqualTo(2000);
    assertThat(Arrays.copyOf(decoded, 1000)).isEqualTo(plain);
    assertThat(Arrays.copyOfRange(decoded, 1000, 2000)).isEqualTo(plain);
    assertThatThrownBy(() -> codec.decode(source, MemorySegment.ofArray(new byte[1999])))
        .isInstanceOf(OverfullException.class);
  }

  @Test
  void gzipIsReadByJava() throws Exception {
    byte[] plain = smooth(100_000, 4);
    Codec codec = new GzipCodec(5);
    byte[] stored = new byte[(int) codec.largestEncoded(plain.length)];
    long size = codec.encode(MemorySegment.ofArray(plain), MemorySegment.ofArray(stored));
    byte[] file = Arrays.copyOf(stored, (int) size);
    try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(file))) {
      assertThat(stream.readAllBytes()).isEqualTo(plain);
    }
    assertThat(codec.decodedSize(MemorySegment.ofArray(file))).isEqualTo(plain.length);
  }

  /** The check value of CRC-32C, which is that of the digits 1 to 9. */
  @Test
  void crc32cIsThatOfTheDefinition() {
    byte[] stored = new byte[13];
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    new Crc32cCodec().encode(MemorySegment.ofArray(digits), MemorySegment.ofArray(stored));
    assertThat(Arrays.copyOfRange(stored, 9, 13)).isEqualTo(HexFormat.of().parseHex("839206e3"));
  }

  @Test
  void decodedSizeIsWhatTheSourceSays() {
    byte[] plain = smooth(5000, 4);
    for (Codec codec :
        List.of(
            new ZstdCodec(3),
            new ZstdCodec(3, true),
            new GzipCodec(1),
            new Crc32cCodec(),
            new BloscCodec(4, 5, Shuffling.BYTES, BloscCodec.Compressor.LZ4))) {
      byte[] stored = new byte[(int) codec.largestEncoded(plain.length)];
      long size = codec.encode(MemorySegment.ofArray(plain), MemorySegment.ofArray(stored));
      MemorySegment source = MemorySegment.ofArray(stored).asSlice(0, size);
      assertThat(codec.decodedSize(source)).as("%s", codec).isEqualTo(5000);
      assertThat(codec.decodedSize(source.asSlice(0, 0))).as("%s", codec).isNegative();
    }
  }

  /** Values of the algorithm's definition: big-endian words, reduced modulo 65535. */
  @ParameterizedTest
  @CsvSource({"'',0", "0001,00010001", "00010002,00040003", "ff,ff00ff00", "01020304,05080406"})
  void fletcher32SumsBigEndianWords(String hex, String expected) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThat(new Fletcher32Codec().checksum(MemorySegment.ofArray(bytes)))
        .isEqualTo(Integer.parseUnsignedInt(expected, 16));
  }

  @Test
  void fletcher32WhenAByteChangesThrows() {
    Codec codec = new Fletcher32Codec();
    byte[] stored = new byte[104];
    codec.encode(MemorySegment.ofArray(smooth(100, 4)), MemorySegment.ofArray(stored));
    stored[50] ^= 1;
    assertThatThrownBy(
            () -> codec.decode(MemorySegment.ofArray(stored), MemorySegment.ofArray(new byte[100])))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("checksum");
  }

  /** The container of a chunk in Snappy's coding, as its head says it. */
  @Test
  void bloscOfSnappyIsRefusedByTheNameOfTheCoding() {
    byte[] container =
        HexFormat.of()
            .parseHex("02014104" + "10000000" + "10000000" + "18000000" + "0000000000000000");
    Codec codec = new BloscCodec(4, 5, Shuffling.BYTES, BloscCodec.Compressor.LZ4);
    assertThatThrownBy(() ->
            codec.decode(MemorySegment.ofArray(container), MemorySegment.ofArray(new byte[16])))
        .isInstanceOfSatisfying(
            UnsupportedCodingException.class, e -> assertThat(e.coding()).isEqualTo("snappy"));
  }

  @Test
  void bloscOfNothingInBlocksOfLessThanNothingIsRefused() {
    byte[] container = HexFormat.of().parseHex("02010504" + "00000000" + "000000f8" + "10000000");
    Codec codec = new BloscCodec(4, 5, Shuffling.BITS, BloscCodec.Compressor.ZLIB);
    assertThatThrownBy(() ->
            codec.decode(MemorySegment.ofArray(container), MemorySegment.ofArray(new byte[16])))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("blockBytes=-134217728");
  }

  static Stream<Executable> settingsOutOfRange() {
    return Stream.of(
        () -> new ShuffleCodec(0),
        () -> new DeflateCodec(10),
        () -> new GzipCodec(-1),
        () -> new Bzip2Codec(0),
        () -> new BloscCodec(0, 1, Shuffling.NONE, BloscCodec.Compressor.LZ4),
        () -> new BloscCodec(1, 10, Shuffling.NONE, BloscCodec.Compressor.LZ4),
        () -> new Blosc2Codec(256, 1, Shuffling.NONE, BloscCodec.Compressor.LZ4),
        () -> new BitshuffleCodec(0, 0, Packing.NONE, 0),
        () -> new SzipCodec(new SzipCodec.Settings(true, false, 24, 8, 64)),
        () -> new SzipCodec(new SzipCodec.Settings(true, false, 8, 34, 64)),
        () -> new SzipCodec(new SzipCodec.Settings(true, false, 8, 8, 0)));
  }

  @ParameterizedTest
  @MethodSource("settingsOutOfRange")
  void kernelsWithSettingsOutOfRangeAreNotMade(Executable making) {
    assertThatThrownBy(making::execute).isInstanceOf(IllegalArgumentException.class);
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

  /** Rooms are used again: bytes that a container leaves out must not be those of another chunk. */
  @Test
  void bytesThatABloscContainerLeavesOutAreZero() throws CodecException {
    int plane = 128;
    int size = 4 * plane + 3;
    Codec codec = new BloscCodec(4, 5, Shuffling.BYTES, BloscCodec.Compressor.ZSTD);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment earlier = arena.allocate(BloscRooms.ROOM_BYTES);
      earlier.fill((byte) 0x55);
      MemorySegment stored = arena.allocate(codec.largestEncoded(earlier.byteSize()));
      for (int round = 0; round < 64; round++) {
        codec.encode(earlier, stored);
      }
      int bytes = BloscHead.SIZE + 4 + 4 * (4 + plane);
      MemorySegment container = arena.allocate(bytes);
      new BloscHead(BloscHead.SHUFFLED, 4, size, size, bytes).put(container);
      container.set(BloscHead.INT, BloscHead.SIZE, BloscHead.SIZE + 4);
      for (int at = BloscHead.SIZE + 4; at < bytes; at += 4 + plane) {
        container.set(BloscHead.INT, at, plane);
      }
      MemorySegment target = arena.allocate(size);
      target.fill((byte) 0x55);
      assertThat(codec.decode(container, target)).isEqualTo(size);
      assertThat(target.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
    }
  }
}
