package io.hypertile.deker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.DataLayout;
import io.hypertile.hdf5.cells.CellReading;
import io.hypertile.hdf5.image.DataPlan;
import io.hypertile.hdf5.image.ImageFile;
import io.hypertile.hdf5.image.InPlaceEdits;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Files of other forms than Deker's own, written by h5py (deker-layout.md, "Array files"). */
class VariantFilesTest {
  static final List<String> COUNTING = Variant.COUNTING;
  private static final byte[] TEXT = "\"new\"".getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @FieldSource("COUNTING")
  void readCellsOfEveryForm(String name) throws Exception {
    ImageFile file = Variant.file(name);
    assertThat(new String(file.parse().meta().json(), StandardCharsets.UTF_8))
        .isEqualTo(Variant.META);
    assertThat(Variant.read(file, Variant.dtype(name), Variant.SHAPE, Region.whole(Variant.SHAPE)))
        .containsExactly(IntStream.range(0, 60).asDoubleStream().toArray());
    Region box = Region.of(new long[] {1, 2}, new long[] {5, 9});
    assertThat(Variant.read(file, Variant.dtype(name), Variant.SHAPE, box))
        .containsExactly(
            IntStream.range(1, 5)
                .flatMap(row -> IntStream.range(10 * row + 2, 10 * row + 9))
                .asDoubleStream()
                .toArray());
  }

  @Test
  void readIndexOfManyLevels() throws Exception {
    Shape shape = Variant.shape("many-chunks");
    ImageFile file = Variant.file("many-chunks");
    DataLayout.Chunked layout = (DataLayout.Chunked) file.parse().data().orElseThrow().layout();
    assertThat(layout.table().size()).isEqualTo(9000);
    assertThat(layout.table().isComplete()).isTrue();
    assertThat(layout.table().nodePositions().length).isGreaterThan(9000 / 64);
    assertThat(Variant.read(file, DType.INT32, shape, Region.whole(shape)))
        .containsExactly(IntStream.range(0, 9000).asDoubleStream().toArray());
  }

  @Test
  void cellsWithoutStorageHaveTheFilesOwnFillValue() throws Exception {
    double[] cells =
        Variant.read(
            Variant.file("sparse"), DType.FLOAT64, Variant.SHAPE, Region.whole(Variant.SHAPE));
    for (int cell = 0; cell < 60; cell++) {
      boolean isStored = cell / 20 == 1 && cell % 10 >= 3 && cell % 10 < 6;
      assertThat(cells[cell]).isEqualTo(isStored ? cell : -9);
    }
  }

  @Test
  void cellsNeverWrittenAreZerosAsInHdf5() throws Exception {
    assertThat(
            Variant.read(
                Variant.file("unwritten"),
                DType.FLOAT64,
                Variant.SHAPE,
                Region.whole(Variant.SHAPE)))
        .containsOnly(0);
  }

  @ParameterizedTest
  @CsvSource({"empty-int32,-7", "empty-big-endian,258", "earliest,0"})
  void readEmptyCellsOfEveryInteger(String name, long expected) throws Exception {
    ImageFile file = Variant.file(name);
    assertThat(file.parse().emptyCells().orElseThrow().value()).isEqualTo(expected);
    file.apply(InPlaceEdits.setEmptyCells(file.parse(), 60));
    assertThat(file.parse().emptyCells().orElseThrow().value()).isEqualTo(60);
  }

  @Test
  void emptyCellsMayBeMissing() throws Exception {
    assertThat(Variant.file("no-empty").parse().emptyCells()).isEmpty();
  }

  @Test
  void otherShapeOrTypeThanTheSchemasIsRefused() throws Exception {
    ImageFile file = Variant.file("earliest");
    ArrayFile parsed = file.parse();
    assertThatThrownBy(() ->
            CellReading.of(
                parsed, file.source(), Shape.of(10, 6), FillValue.defaultOf(DType.FLOAT64)))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("[6, 10]");
    assertThatThrownBy(() ->
            CellReading.of(parsed, file.source(), Variant.SHAPE, FillValue.defaultOf(DType.INT64)))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("int64");
    assertThatThrownBy(() ->
            CellReading.of(
                parsed, file.source(), Variant.SHAPE, FillValue.defaultOf(DType.LONGDOUBLE)))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("longdouble");
  }

  @ParameterizedTest
  @CsvSource({
    "earliest",
    "userblock",
    "meta-variable",
    "meta-utf8",
    "meta-spaces",
    "meta-terminated",
    "attributes",
    "compact",
    "big-endian-chunked"
  })
  void filesOfTheOldFormTakeEveryChange(String name) throws Exception {
    ImageFile file = Variant.file(name);
    file.apply(InPlaceEdits.replaceMeta(file.parse(), TEXT));
    assertThat(file.parse().meta().json()).isEqualTo(TEXT);
    byte[] longer = ("\"" + "m".repeat(900) + "\"").getBytes(StandardCharsets.US_ASCII);
    file.apply(InPlaceEdits.replaceMeta(file.parse(), longer));
    file.apply(InPlaceEdits.removeData(file.parse()));
    assertThat(file.parse().data()).isEmpty();
    file.apply(
        InPlaceEdits.addData(file.parse(), DataPlan.contiguous(DType.FLOAT64, Variant.SHAPE))
            .edit());
    assertThat(file.parse().meta().json()).isEqualTo(longer);
    assertThat(Variant.read(file, DType.FLOAT64, Variant.SHAPE, Region.whole(Variant.SHAPE)))
        .containsOnly(0.0);
  }

  @ParameterizedTest
  @CsvSource({"latest", "v110", "latest-userblock", "track-order", "more-links"})
  void filesOfOtherFormsAreToBeRewritten(String name) throws Exception {
    ArrayFile file = Variant.file(name).parse();
    assertThat(file.canGrow()).isFalse();
    assertThatThrownBy(() -> InPlaceEdits.replaceMeta(file, new byte[10_000]))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_STORAGE));
  }
}
