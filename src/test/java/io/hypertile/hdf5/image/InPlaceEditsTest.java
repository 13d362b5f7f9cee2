package io.hypertile.hdf5.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.DekerFixtures;
import io.hypertile.TestSeed;
import io.hypertile.deker.store.Fixture;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.SymbolTable;
import io.hypertile.hdf5.cells.CellReading;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.jhdf.HdfFile;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Changes of our files and of Deker's, read back by our parser and by jHDF. */
class InPlaceEditsTest {
  static final List<String> STORAGES = DekerFixtures.STORAGES;
  private static final Shape SHAPE = Shape.of(2, 5);

  @TempDir Path directory;

  @Test
  void setEmptyCellsChangesTheNumberAlone() {
    ImageFile file = new ImageFile(ArrayFileImage.create(text(40), 10, Optional.empty()).head());
    file.apply(InPlaceEdits.setEmptyCells(file.parse(), 3));
    assertThat(file.parse().emptyCells().orElseThrow().value()).isEqualTo(3);
    assertThat(file.parse().meta().json()).isEqualTo(text(40));
  }

  @Test
  void replaceMetaInPlaceUntilItsRoomIsFull() throws Exception {
    ImageFile file = new ImageFile(ArrayFileImage.create(text(40), 10, Optional.empty()).head());
    int length = file.bytes().length;
    int capacity = file.parse().meta().capacity();
    file.apply(InPlaceEdits.replaceMeta(file.parse(), text(capacity)));
    assertThat(file.bytes()).hasSize(length);
    assertThat(file.parse().meta().json()).isEqualTo(text(capacity));
    file.apply(InPlaceEdits.replaceMeta(file.parse(), text(capacity + 1)));
    assertThat(file.bytes().length).isGreaterThan(length);
    assertThat(file.parse().meta().json()).isEqualTo(text(capacity + 1));
    assertThat(file.parse().meta().capacity()).isGreaterThan(capacity);
    assertThat(metaByJhdf(file)).isEqualTo(new String(text(capacity + 1), StandardCharsets.UTF_8));
    file.apply(InPlaceEdits.replaceMeta(file.parse(), text(3)));
    assertThat(metaByJhdf(file)).isEqualTo(new String(text(3), StandardCharsets.UTF_8));
  }

  @Test
  void addAndRemoveDataAgainAndAgainKeepsTheNamesHeap() throws Exception {
    ImageFile file = new ImageFile(ArrayFileImage.create(text(40), 10, Optional.empty()).head());
    for (int round = 0; round < 20; round++) {
      addCells(file, round);
      assertCells(file, round);
      file.apply(InPlaceEdits.removeData(file.parse()));
      assertThat(file.parse().data()).isEmpty();
    }
    assertThat(file.parse().root().table().orElseThrow().heapBytes()).hasSize(88);
    addCells(file, 99);
    assertThat(cellsByJhdf(file)).containsExactly(cells(99));
  }

  /** Deker's files: text replaced twice, cells removed and added, the number set. */
  @ParameterizedTest
  @FieldSource("STORAGES")
  void dekerFilesTakeEveryChange(String storage) throws Exception {
    Path root = DekerFixtures.unpack(storage, directory);
    for (Fixture fixture : Fixture.all(storage)) {
      ImageFile file = new ImageFile(Files.readAllBytes(root.resolve(fixture.file())));
      file.apply(InPlaceEdits.replaceMeta(file.parse(), text(100)));
      file.apply(InPlaceEdits.replaceMeta(file.parse(), text(5000)));
      file.apply(InPlaceEdits.setEmptyCells(file.parse(), 4711));
      if (file.parse().data().isPresent()) {
        file.apply(InPlaceEdits.removeData(file.parse()));
      }
      addCells(file, 5);
      assertCells(file, 5);
      assertThat(file.parse().meta().json()).isEqualTo(text(5000));
      assertThat(file.parse().emptyCells().orElseThrow().value()).isEqualTo(4711);
      assertThat(cellsByJhdf(file)).as(fixture.toString()).containsExactly(cells(5));
      assertThat(metaByJhdf(file)).isEqualTo(new String(text(5000), StandardCharsets.UTF_8));
    }
  }

  @Test
  void addDataWhenTheNamesHeapIsFullMovesIt() throws Exception {
    ImageFile file = new ImageFile(ArrayFileImage.create(text(40), 10, Optional.empty()).head());
    // No free block, and the rest of the segment in use.
    file.write(0x2b8, new FieldWriter().u64(SymbolTable.NO_FREE).toBytes());
    byte[] used = new byte[56];
    TestSeed.random().nextBytes(used);
    used[55] = 0;
    file.write(0x2c8 + 32, used);
    addCells(file, 1);
    assertThat(file.parse().root().table().orElseThrow().heapBytes().length).isGreaterThan(88);
    assertCells(file, 1);
    assertThat(cellsByJhdf(file)).containsExactly(cells(1));
  }

  @Test
  void addDataWhenTheGroupIsFullIsRefused() {
    ImageFile file = new ImageFile(ArrayFileImage.create(text(40), 10, Optional.empty()).head());
    ArrayFile parsed = file.parse();
    SymbolTable table = parsed.root().table().orElseThrow();
    file.write(table.node() + 6, new byte[] {8, 0});
    for (int i = 0; i < 8; i++) {
      byte[] entry = table.entries().get(i == 0 ? 1 : 0).bytes();
      byte[] other = entry.clone();
      other[0] = i < 2 ? entry[0] : 0;
      file.write(table.node() + 8 + 40L * i, other);
    }
    assertThatThrownBy(
            () -> InPlaceEdits.addData(file.parse(), DataPlan.contiguous(DType.INT32, SHAPE)))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_STORAGE));
  }

  private static void addCells(ImageFile file, int seed) {
    InPlaceEdits.DataEdit added =
        InPlaceEdits.addData(file.parse(), DataPlan.contiguous(DType.INT32, SHAPE));
    file.apply(added.edit());
    FieldWriter out = new FieldWriter();
    for (int cell : cells(seed)) {
      out.u32(cell);
    }
    file.write(added.data().cells(), out.toBytes());
    assertThat(file.bytes().length).isEqualTo((int) added.edit().fileLength());
  }

  private static void assertCells(ImageFile file, int seed) {
    int[] cells = new int[10];
    CellReading.of(file.parse(), file.source(), SHAPE, FillValue.defaultOf(DType.INT32))
        .read(Region.whole(SHAPE), MemorySegment.ofArray(cells));
    assertThat(cells).containsExactly(cells(seed));
  }

  private static int[] cells(int seed) {
    return TestSeed.random(seed).ints(10).toArray();
  }

  private static byte[] text(int length) {
    return ("\"" + "m".repeat(length - 2) + "\"").getBytes(StandardCharsets.US_ASCII);
  }

  private int[] cellsByJhdf(ImageFile file) throws Exception {
    try (HdfFile hdf = new HdfFile(write(file))) {
      return (int[]) hdf.getDatasetByPath("data").getDataFlat();
    }
  }

  private String metaByJhdf(ImageFile file) throws Exception {
    try (HdfFile hdf = new HdfFile(write(file))) {
      List<String> names = new ArrayList<>(hdf.getChildren().keySet());
      assertThat(names).contains("meta", "empty_cells");
      return (String) hdf.getDatasetByPath("meta").getData();
    }
  }

  private Path write(ImageFile file) throws Exception {
    return Files.write(directory.resolve("patched.hdf5"), file.bytes());
  }
}
