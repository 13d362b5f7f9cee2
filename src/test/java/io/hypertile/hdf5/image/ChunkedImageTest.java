package io.hypertile.hdf5.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.chunk.ChunkCursor;
import io.hypertile.chunk.DecodedChunks;
import io.hypertile.codec.CodecScratch;
import io.hypertile.deker.store.Variant;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.DataLayout;
import io.hypertile.hdf5.cells.CellReading;
import io.hypertile.hdf5.filter.FilterPipeline;
import io.hypertile.hdf5.filter.Hdf5Filter;
import io.hypertile.hdf5.filter.Hdf5Filters;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import io.jhdf.HdfFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** New chunked files, read back by our parser and by jHDF. */
class ChunkedImageTest {
  private static final byte[] META = "{\"id\": \"c\"}".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "1,1,1,1,1",
    "8,8,1,1,64",
    "8,9,1,1,72",
    "9,8,2,3,15",
    "65,64,1,1,4160",
    "70,60,1,1,4200",
    "20,30,20,30,1",
    "17,23,5,4,24"
  })
  void createWithChunksIsReadByOurParserAndByJhdf(
      long rows, long columns, long chunkRows, long chunkColumns, int chunkCount) throws Exception {
    DataPlan.Chunked plan =
        plan(
            Shape.of(rows, columns),
            Shape.of(chunkRows, chunkColumns),
            Hdf5Filter.DEFLATE.number());
    assertThat(ChunkTreeImage.of(plan).chunkCount()).isEqualTo(chunkCount);

    ImageFile file = create(plan);

    DataLayout.Chunked layout = (DataLayout.Chunked) file.parse().data().orElseThrow().layout();
    assertThat(layout.table().isComplete()).isTrue();
    assertThat(layout.table().nodePositions()[0]).isEqualTo(layout.table().rootNode());
    assertThat(read(file, plan.shape())).containsExactly(counting(rows * columns));
    try (HdfFile hdf = new HdfFile(Files.write(directory.resolve("chunked.hdf5"), file.bytes()))) {
      assertThat((int[]) hdf.getDatasetByPath("data").getDataFlat())
          .containsExactly(counting(rows * columns));
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2", "4", "307", "32000", "32001", "32004", "32008", "32015"})
  void createWithEveryFilterIsReadBack(int filter) throws Exception {
    DataPlan.Chunked plan = plan(Shape.of(40, 50), Shape.of(16, 16), filter);
    ImageFile file = create(plan);
    DataLayout.Chunked layout = (DataLayout.Chunked) file.parse().data().orElseThrow().layout();
    assertThat(layout.filters()).isEqualTo(plan.filters());
    assertThat(read(file, plan.shape())).containsExactly(counting(2000));
  }

  @Test
  void setChunkPointsToItsNewPlace() throws Exception {
    DataPlan.Chunked plan = plan(Shape.of(70, 60), Shape.of(1, 1), Hdf5Filter.DEFLATE.number());
    ImageFile file = create(plan);
    ArrayFile parsed = file.parse();
    byte[] stored = encode(plan, 4711).bytes();
    long at = file.bytes().length;
    file.write(at, stored);
    file.apply(
        InPlaceEdits.setChunk(parsed, 1234, new ChunkTreeImage.StoredChunk(at, stored.length, 0)));
    file.apply(InPlaceEdits.setEnd(parsed, file.bytes().length));
    int[] expected = counting(4200);
    expected[1234] = 4711;
    assertThat(read(file, plan.shape())).containsExactly(expected);
    try (HdfFile hdf = new HdfFile(Files.write(directory.resolve("patched.hdf5"), file.bytes()))) {
      assertThat((int[]) hdf.getDatasetByPath("data").getDataFlat()).containsExactly(expected);
    }
  }

  @Test
  void setChunkThatIsNotInTheIndexIsRefused() throws Exception {
    ArrayFile sparse = Variant.file("sparse").parse();
    assertThatThrownBy(
            () -> InPlaceEdits.setChunk(sparse, 0, new ChunkTreeImage.StoredChunk(0, 48, 0)))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_STORAGE));
  }

  @Test
  void addChunkedDataToAFileWithoutCellsIsReadBack() throws Exception {
    ImageFile file = new ImageFile(ArrayFileImage.create(META, 0, Optional.empty()).head());
    DataPlan.Chunked plan = plan(Shape.of(30, 20), Shape.of(7, 6), Hdf5Filter.ZSTD.number());
    InPlaceEdits.DataEdit added = InPlaceEdits.addData(file.parse(), plan);
    file.apply(added.edit());
    write(file, plan, added.data());
    assertThat(read(file, plan.shape())).containsExactly(counting(600));
    ImageFile again = new ImageFile(file.bytes());
    again.apply(InPlaceEdits.removeData(again.parse()));
    assertThat(again.parse().data()).isEmpty();
  }

  @Test
  void decodedChunksAreKeptBetweenReadsWithinTheirBound() throws Exception {
    DataPlan.Chunked plan = plan(Shape.of(64, 64), Shape.of(16, 16), Hdf5Filter.DEFLATE.number());
    ImageFile file = create(plan);
    CellReading reading =
        CellReading.of(file.parse(), file.source(), plan.shape(), FillValue.defaultOf(DType.INT32));
    for (long maxBytes : new long[] {0, 3 * 1024, 1 << 20}) {
      int[] cells = new int[64 * 64];
      try (DecodedChunks memory = new DecodedChunks(maxBytes);
          Arena arena = Arena.ofConfined()) {
        MemorySegment target = arena.allocate(256, 64);
        for (int row = 0; row < 64; row++) {
          reading.read(Region.of(new long[] {row, 0}, new long[] {row + 1, 64}), target, memory);
          MemorySegment.ofArray(cells).asSlice(256L * row, 256).copyFrom(target);
        }
      }
      assertThat(cells).containsExactly(counting(4096));
    }
  }

  private static DataPlan.Chunked plan(Shape shape, Shape chunkShape, int filter) {
    long chunkBytes = chunkShape.bytes(DType.INT32);
    List<Integer> options =
        filter == Hdf5Filter.BITSHUFFLE.number()
            ? List.of(0, 2)
            : filter == Hdf5Filter.SZIP.number() ? List.of(32, 16) : List.of();
    FilterPipeline filters =
        filter == 0
            ? FilterPipeline.NONE
            : FilterPipeline.of(List.of(Hdf5Filters.plan(filter, options, 4, chunkBytes)));
    return DataPlan.chunked(DType.INT32, shape, chunkShape, filters);
  }

  private static ImageFile create(DataPlan.Chunked plan) {
    ArrayFileImage image = ArrayFileImage.create(META, 0, Optional.of(plan));
    ImageFile file = new ImageFile(image.head());
    write(file, plan, image.data().orElseThrow());
    file.apply(ArrayFileImage.endPatch(file.bytes().length));
    return file;
  }

  private static void write(ImageFile file, DataPlan.Chunked plan, DataPlan.Placement data) {
    Shape shape = plan.shape();
    MemorySegment whole = MemorySegment.ofArray(counting(shape.cells()));
    List<ImageFile.Chunk> chunks = new ArrayList<>();
    ChunkCursor cursor =
        new ChunkCursor(new ChunkGrid(shape, plan.chunkShape()), Region.whole(shape));
    while (cursor.next()) {
      int[] chunk = new int[(int) plan.chunkShape().cells()];
      RegionCopy.copy(
          whole,
          shape,
          cursor.chunkRegion(),
          MemorySegment.ofArray(chunk),
          plan.chunkShape(),
          new long[shape.rank()],
          4);
      chunks.add(encode(plan, chunk));
    }
    file.writeChunks(plan, data, chunks);
    file.apply(InPlaceEdits.setEnd(file.parse(), file.bytes().length));
  }

  private static ImageFile.Chunk encode(DataPlan.Chunked plan, int... cells) {
    try (Arena arena = Arena.ofConfined()) {
      CodecScratch scratch = (which, size) -> arena.allocate(size, 64);
      FilterPipeline.FilteredChunk encoded =
          plan.filters().encode(arena.allocateFrom(ValueLayout.JAVA_INT, cells), scratch);
      return new ImageFile.Chunk(
          encoded.bytes().toArray(ValueLayout.JAVA_BYTE), encoded.filterMask());
    }
  }

  private static int[] read(ImageFile file, Shape shape) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cells = arena.allocate(shape.bytes(DType.INT32), 64);
      CellReading.of(file.parse(), file.source(), shape, FillValue.defaultOf(DType.INT32))
          .read(Region.whole(shape), cells);
      return cells.toArray(ValueLayout.JAVA_INT);
    }
  }

  private static int[] counting(long count) {
    return IntStream.range(0, (int) count).toArray();
  }
}
