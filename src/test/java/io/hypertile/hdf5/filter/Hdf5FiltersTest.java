package io.hypertile.hdf5.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.codec.CodecException;
import io.hypertile.codec.CodecScratch;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of the registry, pipelines of them, and what is refused. */
class Hdf5FiltersTest {
  @ParameterizedTest
  @CsvSource({
    "DEFLATE,'',4",
    "DEFLATE,0,4",
    "DEFLATE,9,9",
    "SHUFFLE,'',8",
    "FLETCHER32,'',''",
    "SZIP,'',169 8 64 100",
    "SZIP,4 16,141 16 64 100",
    "LZF,'',4 261 800",
    "BLOSC,'',2 2 8 800 5 1 0",
    "BLOSC,9 9 9 9 0 2 5,2 2 8 800 0 2 5",
    "BLOSC2,'',1 0 8 800 5 1 0",
    "BLOSC2,0 0 0 0 9 0 4,1 0 8 800 9 0 4",
    "LZ4,'',0",
    "LZ4,5000,5000",
    "BITSHUFFLE,'',0 4 8 0 0",
    "BITSHUFFLE,257 3 7,0 4 8 256 3 7",
    "ZSTD,'',3",
    "ZSTD,22,22",
    "BZIP2,'',9",
    "BZIP2,1,1"
  })
  void parametersKeptForOptionsAreThoseOfThePlugins(
      Hdf5Filter filter, String options, String expected) {
    StoredFilter stored = filter.plan(numbers(options), 8, 800);
    assertThat(stored.number()).isEqualTo(filter.number());
    assertThat(stored.name()).isEqualTo(filter.codec());
    assertThat(stored.parameters()).isEqualTo(numbers(expected));
  }

  private static List<Integer> numbers(String text) {
    return Stream.of(text.split(" ")).filter(t -> !t.isEmpty()).map(Integer::valueOf).toList();
  }

  /** The numbers at hdfgroup.org, "Registered Filter Plugins", and of the library itself. */
  @Test
  void numbersAreThoseRegistered() {
    assertThat(Stream.of(Hdf5Filter.values()).map(f -> f.codec() + " " + f.number()))
        .containsExactlyInAnyOrder(
            "deflate 1",
            "shuffle 2",
            "fletcher32 3",
            "szip 4",
            "bzip2 307",
            "lzf 32000",
            "blosc 32001",
            "lz4 32004",
            "bitshuffle 32008",
            "zstd 32015",
            "blosc2 32026");
  }

  @Test
  void codecNamesArePluginsThatCollectionsAskForByName() {
    assertThat(Hdf5Filters.plugins())
        .containsExactly("blosc", "blosc2", "lz4", "bitshuffle", "zstd", "bzip2");
    for (String name : Hdf5Filters.plugins()) {
      assertThat(Hdf5Filters.codec(Hdf5Filters.number(name))).isEqualTo(name);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 32000, 32013, 65535})
  void codecOfAFilterWithoutSuchANameIsItsNumber(int number) {
    assertThat(Hdf5Filters.codec(number)).isEqualTo(Integer.toString(number));
    assertThat(Hdf5Filters.number(Integer.toString(number))).isEqualTo(number);
  }

  @Test
  void numberOfATextThatIsNeitherNameNorNumberThrows() {
    assertThatThrownBy(() -> Hdf5Filters.number("gzip"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"1,8", "3,8", "3,100", "12,12"})
  void szipOfCellsOrChunksThatItCannotTakeIsRefused(int cellSize, int chunkBytes) {
    assertThatThrownBy(
            () -> Hdf5Filters.plan(Hdf5Filter.SZIP.number(), List.of(32, 10), cellSize, chunkBytes))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SCHEMA))
        .hasMessageContaining("Compression szip takes ec or nn");
  }

  @Test
  void tooManyOptionsAreRefusedByTheNameThatCollectionsUse() {
    assertThatThrownBy(() -> Hdf5Filters.plan(1, List.of(4, 4), 8, 800))
        .isInstanceOf(ServiceException.class)
        .hasMessage("Compression gzip: 2 options are given; give at most 1.");
    assertThatThrownBy(() -> Hdf5Filters.plan(1, List.of(10), 8, 800))
        .isInstanceOf(ServiceException.class)
        .hasMessage("Compression gzip: option 1 is 10; give a number from 0 to 9.");
  }

  @Test
  void filterWithoutItsLibraryIsRefusedWithWhatToInstall() {
    assertThatThrownBy(() ->
            Hdf5Filters.requireInstalled(Hdf5Filter.BLOSC2, Optional.of("libblosc2 (apt-get …)")))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_STORAGE);
              assertThat(e.members())
                  .containsEntry("filter", 32026)
                  .containsEntry("name", "blosc2");
            })
        .hasMessageContaining("filter 32026 (blosc2)")
        .hasMessageContaining("install libblosc2");
  }

  @Test
  void bloscOfSnappyIsRefusedByNumberAndNames() {
    byte[] container =
        HexFormat.of().parseHex("0201410410000000100000001800000000000000" + "00000000");
    FilterPipeline pipeline =
        FilterPipeline.of(List.of(Hdf5Filters.plan(Hdf5Filter.BLOSC.number(), List.of(), 4, 16)));
    assertThatThrownBy(() ->
            pipeline.decode(
                MemorySegment.ofArray(container),
                0,
                MemorySegment.ofArray(new byte[16]),
                (which, size) -> MemorySegment.ofArray(new byte[(int) size])))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e ->
                assertThat(e.members())
                    .containsEntry("filter", 32001)
                    .containsEntry("name", "blosc/snappy"))
        .hasMessage(
            "The cells are stored with HDF5 filter 32001 (blosc) and the compressor snappy, which is"
                + " not supported; rewrite the array with another compression.");
  }

  @ParameterizedTest
  @CsvSource({
    "SHUFFLE,0",
    "SHUFFLE,-1",
    "SZIP,32 8 64",
    "SZIP,32 8 63 100",
    "BITSHUFFLE,0 4 8 0 1"
  })
  void parametersThatNoFileCanHaveAreCorruptWhenReadAndLeftOutWhenWritten(
      Hdf5Filter filter, String parameters) throws Exception {
    StoredFilter stored =
        new StoredFilter(filter.number(), true, filter.codec(), numbers(parameters));
    FilterPipeline pipeline = FilterPipeline.of(List.of(stored));
    CodecScratch scratch = (which, size) -> MemorySegment.ofArray(new byte[(int) size]);
    MemorySegment chunk = MemorySegment.ofArray(smooth(800, 8));
    assertThatThrownBy(() -> pipeline.decode(chunk, 0, chunk, scratch))
        .isInstanceOf(CodecException.class);
    FilterPipeline.FilteredChunk encoded = pipeline.encode(chunk, scratch);
    assertThat(encoded.filterMask()).isEqualTo(1);
    assertThat(encoded.bytes().mismatch(chunk)).isEqualTo(-1);
    assertThat(pipeline.largestEncoded(800)).isEqualTo(800);
  }

  @ParameterizedTest
  @EnumSource(Hdf5Filter.class)
  void resizedGivesWhatIsPlannedForTheOtherSize(Hdf5Filter filter) {
    FilterPipeline pipeline = FilterPipeline.of(List.of(filter.plan(List.of(), 8, 800)));
    assertThat(Hdf5Filters.resized(pipeline, 2, 200).filters())
        .containsExactly(filter.plan(List.of(), 2, 200));
  }

  @Test
  void resizedFollowsTheSizeOfCellsWhereParametersHoldIt() {
    FilterPipeline pipeline =
        FilterPipeline.of(
            List.of(
                Hdf5Filters.plan(Hdf5Filter.SHUFFLE.number(), List.of(), 8, 800),
                Hdf5Filters.plan(Hdf5Filter.DEFLATE.number(), List.of(7), 8, 800)));
    FilterPipeline resized = Hdf5Filters.resized(pipeline, 2, 200);
    assertThat(resized.filters().getFirst().parameters()).containsExactly(2);
    assertThat(resized.filters().getLast().parameters()).containsExactly(7);
  }

  @ParameterizedTest
  @CsvSource({"5,nbit", "6,scaleoffset", "32013,zfp", "12345,mine"})
  void filtersThatAreMissingAreRefusedByName(int number, String name) {
    FilterPipeline pipeline =
        FilterPipeline.of(List.of(new StoredFilter(number, true, name, List.of())));
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
    assertThatThrownBy(() -> Hdf5Filters.plan(number, options, 8, 800))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SCHEMA));
  }

  @Test
  void pipelineOfSeveralFiltersGivesBackWhatWasEncoded() throws Exception {
    byte[] chunk = smooth(8000, 8);
    FilterPipeline pipeline =
        FilterPipeline.of(
            List.of(
                Hdf5Filters.plan(Hdf5Filter.SHUFFLE.number(), List.of(), 8, chunk.length),
                Hdf5Filters.plan(Hdf5Filter.DEFLATE.number(), List.of(6), 8, chunk.length),
                Hdf5Filters.plan(Hdf5Filter.ZSTD.number(), List.of(), 8, chunk.length),
                Hdf5Filters.plan(Hdf5Filter.FLETCHER32.number(), List.of(), 8, chunk.length)));
    try (Arena arena = Arena.ofConfined()) {
      CodecScratch scratch = (which, size) -> arena.allocate(size, 64);
      FilterPipeline.FilteredChunk encoded = pipeline.encode(MemorySegment.ofArray(chunk), scratch);
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
                Hdf5Filters.plan(Hdf5Filter.SHUFFLE.number(), List.of(), 8, chunk.length),
                Hdf5Filters.plan(Hdf5Filter.LZF.number(), List.of(), 8, chunk.length)));
    try (Arena arena = Arena.ofConfined()) {
      CodecScratch scratch = (which, size) -> arena.allocate(size, 64);
      FilterPipeline.FilteredChunk encoded = pipeline.encode(MemorySegment.ofArray(chunk), scratch);
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
}
