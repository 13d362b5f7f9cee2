package io.hypertile.dataset.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.TypedValue;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rules by which variables of files become arrays. */
@ExtendWith(TestSeed.class)
class XarrayConventionTest {
  private static final CellType TEXT = new CellType.Text();
  private static final CellType TIME = new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1);

  private static ForeignArray array(
      String name, CellType type, List<String> dimensions, Map<String, TypedValue> attributes) {
    long[] lengths = new long[dimensions.size()];
    java.util.Arrays.fill(lengths, 3);
    return new ForeignArray(
        name,
        type,
        dimensions,
        Shape.of(lengths),
        Optional.empty(),
        Optional.empty(),
        attributes,
        Optional.empty());
  }

  private static ArrayDefinition made(ForeignArray array) {
    return made(List.of(array)).getFirst().definition();
  }

  private static List<NewDataset.NewArray> made(List<ForeignArray> arrays) {
    ForeignDataset dataset = new ForeignDataset(Map.of(), arrays);
    return XarrayConvention.dataset(new DatasetName("d"), dataset).arrays();
  }

  private static TypedValue whole(DType type, long value) {
    return new TypedValue.Whole(type, BigInteger.valueOf(value));
  }

  @Test
  void floatsTimesAndTextsHaveFillValuesWhereNoneWasDeclared() {
    for (DType type : List.of(DType.FLOAT16, DType.FLOAT32, DType.FLOAT64)) {
      assertThat(made(array("a", type, List.of("x"), Map.of())).fill())
          .contains(FillValue.defaultOf(type));
    }
    byte[] notATime = {0, 0, 0, 0, 0, 0, 0, (byte) 0x80};
    assertThat(made(array("a", TIME, List.of("x"), Map.of())).fill())
        .contains(FillValue.of(TIME, notATime));
    assertThat(made(array("a", TEXT, List.of("x"), Map.of())).fill())
        .contains(FillValue.of(TEXT, new byte[0]));
    for (DType type : List.of(DType.INT8, DType.UINT16, DType.INT64, DType.UINT64)) {
      assertThat(made(array("a", type, List.of("x"), Map.of())).fill()).isEmpty();
    }
  }

  @Test
  void declaredFillValuesTakeTheTypeOfTheCells() {
    Map<String, TypedValue> attributes = new LinkedHashMap<>();
    attributes.put("scale_factor", new TypedValue.Real(DType.FLOAT64, 0.5));
    attributes.put("_FillValue", whole(DType.INT16, -32768));
    ArrayDefinition packed = made(array("a", DType.INT16, List.of("x"), attributes));
    assertThat(packed.fill()).contains(FillValue.of(DType.INT16, new byte[] {0, (byte) 0x80}));
    assertThat(packed.attributes().values()).containsOnlyKeys("scale_factor");
    TypedValue real = new TypedValue.Real(DType.FLOAT64, 1.5);
    byte[] float32 =
        ByteBuffer.allocate(4).order(java.nio.ByteOrder.LITTLE_ENDIAN).putFloat(1.5f).array();
    assertThat(made(array("a", DType.FLOAT32, List.of(), Map.of("_FillValue", real))).fill())
        .contains(FillValue.of(DType.FLOAT32, float32));
    byte[] most = {-1, -1, -1, -1, -1, -1, -1, -1};
    TypedValue big =
        new TypedValue.Whole(DType.UINT64, BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE));
    assertThat(made(array("a", DType.UINT64, List.of(), Map.of("_FillValue", big))).fill())
        .contains(FillValue.of(DType.UINT64, most));
  }

  @Test
  void aFillValueThatIsNoCellStaysAnAttribute() {
    for (TypedValue value : List.of(whole(DType.INT32, 300), new TypedValue.Text("none"))) {
      ArrayDefinition made =
          made(array("a", DType.UINT8, List.of("x"), Map.of("_FillValue", value)));
      assertThat(made.fill()).isEmpty();
      assertThat(made.attributes().find("_FillValue")).contains(value);
    }
  }

  @Test
  void variablesThatAreListedAsCoordinatesAreMarkedWithTheirAxis() {
    TypedValue listed = new TypedValue.Text("height  lat2d time");
    List<NewDataset.NewArray> arrays =
        made(
            List.of(
                array("t", DType.FLOAT32, List.of("time", "z"), Map.of("coordinates", listed)),
                array("time", DType.INT64, List.of("time"), Map.of()),
                array("height", DType.FLOAT32, List.of("z"), Map.of()),
                array("depth", DType.FLOAT32, List.of("z"), Map.of()),
                array("lat2d", DType.FLOAT32, List.of("y", "x"), Map.of())));
    assertThat(arrays.get(2).definition().attributes().find("axis_of"))
        .contains(new TypedValue.Text("z"));
    for (int other : List.of(0, 1, 3, 4)) {
      assertThat(arrays.get(other).definition().attributes().find("axis_of")).isEmpty();
    }
    assertThat(arrays.getFirst().definition().attributes().find("coordinates")).contains(listed);
  }

  @Test
  void numbersThatStandForTruthValuesBecomeThem() throws IOException {
    byte[] stored = {0, 1, 5};
    ForeignArray source =
        new ForeignArray(
            "ok",
            DType.INT8,
            List.of("x"),
            Shape.of(3),
            Optional.of(Shape.of(100)),
            Optional.empty(),
            Map.of("dtype", new TypedValue.Text("bool")),
            Optional.of(() ->
                target -> {
                  if (target.remaining() < 3) {
                    return -1;
                  }
                  target.put(stored);
                  return 3;
                }));
    NewDataset.NewArray made = made(List.of(source)).getFirst();
    assertThat(made.definition().dtype()).isEqualTo(new CellType.Truth());
    assertThat(made.definition().fill()).isEmpty();
    assertThat(made.definition().attributes().values()).isEmpty();
    assertThat(made.definition().chunkShape()).isEqualTo(Shape.of(3));
    ByteBuffer cells = ByteBuffer.allocate(3);
    assertThat(made.cells().orElseThrow().read(cells)).isEqualTo(3);
    assertThat(cells.array()).containsExactly(0, 1, 1);
  }

  @Test
  void largeArraysWithoutChunksAreCutIntoSome() {
    ForeignArray large =
        new ForeignArray(
            "a",
            DType.FLOAT64,
            List.of("t", "y", "x"),
            Shape.of(1000, 721, 1440),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty());
    Shape chunks = made(large).chunkShape();
    assertThat(chunks.bytes(DType.FLOAT64)).isBetween(1L << 20, 16L << 20);
    assertThat(chunks.toArray()).endsWith(721, 1440);
    Random random = TestSeed.random();
    for (int n = 0; n < 200; n++) {
      Shape shape = Shape.of(random.nextInt(3000), random.nextInt(3000), 1 + random.nextInt(3000));
      Shape found = ImportChunks.of(shape, 8);
      for (int axis = 0; axis < 3; axis++) {
        assertThat(found.length(axis)).isBetween(1L, Math.max(1, shape.length(axis)));
      }
      assertThat(found.bytes(DType.FLOAT64)).isLessThanOrEqualTo(16L << 20);
    }
  }

  @Test
  void namesThatArraysCannotHaveAreRefused() {
    for (String name : List.of("_x", "a/b", "", "a\nb")) {
      assertThatThrownBy(() -> made(array(name, DType.INT8, List.of(), Map.of())))
          .isInstanceOf(ServiceException.class);
    }
    ForeignArray twice = array("a", DType.INT8, List.of(), Map.of());
    assertThatThrownBy(() -> made(List.of(twice, twice))).hasMessageContaining("two variables");
  }
}
