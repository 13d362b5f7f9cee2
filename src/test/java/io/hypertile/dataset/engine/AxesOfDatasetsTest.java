package io.hypertile.dataset.engine;

import static io.hypertile.dataset.DatasetFixture.attributes;
import static io.hypertile.dataset.DatasetFixture.bytes;
import static io.hypertile.dataset.DatasetFixture.filled;
import static io.hypertile.dataset.DatasetFixture.texts;
import static io.hypertile.dataset.DatasetFixture.wholes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hypertile.array.Axis;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.Precondition;
import io.hypertile.chunk.CodecPool;
import io.hypertile.coordinate.CoordinateCache;
import io.hypertile.coordinate.CoordinateKind;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.TypedValue;
import io.hypertile.dataset.coordinates.DatasetCoordinates;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.slice.Lookup;
import io.hypertile.slice.NamedSelector;
import io.hypertile.slice.Reading;
import io.hypertile.slice.Selection;
import io.hypertile.slice.SliceParser;
import io.hypertile.slice.SliceResolver;
import io.hypertile.store.Revisions;
import io.hypertile.store.memory.MemoryStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Axes of arrays of datasets have the coordinates that other arrays of the dataset give. */
class AxesOfDatasetsTest {
  private static final DatasetName CRUISE = new DatasetName("cruise");
  private static final ArrayName TEMPERATURE = new ArrayName("temperature");

  private final MemoryStore store = new MemoryStore("test");
  private final Revisions revisions = store.revisions();
  private final CoordinateCache cache = new CoordinateCache(1 << 10);
  private CodecPool pool;
  private Datasets datasets;
  @TempDir private Path scratch;

  @BeforeEach
  void create() {
    pool = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 64L << 20));
    TreeDatasets.make(revisions);
    datasets = new DatasetCoordinates(cache).over(TreeDatasets.open(revisions, pool, scratch));
    datasets.create(List.of(cruise(59.5f, 58.25f, 57f)), false);
  }

  @AfterEach
  void close() {
    pool.close();
    store.close();
  }

  private static ArrayDefinition definition(
      String name,
      CellType type,
      TypedAttributes attributes,
      List<String> dimensions,
      long... shape) {
    return new ArrayDefinition(
        new ArrayName(name),
        type,
        dimensions,
        Shape.of(shape),
        Shape.of(shape),
        Optional.empty(),
        Optional.empty(),
        attributes);
  }

  private static NewDataset cruise(float... latitudes) {
    List<NewDataset.NewArray> arrays = new ArrayList<>();
    arrays.add(
        new NewDataset.NewArray(
            definition(
                "temperature",
                DType.FLOAT32,
                TypedAttributes.NONE,
                List.of("time", "lat", "station", "depth"),
                2,
                latitudes.length,
                2,
                3),
            Optional.empty()));
    arrays.add(
        filled(
            definition(
                "lat",
                DType.FLOAT32,
                attributes(
                    "units",
                    new TypedValue.Text("degrees_north"),
                    "period",
                    new TypedValue.Real(DType.FLOAT64, 360)),
                List.of("lat"),
                latitudes.length),
            bytes(latitudes)));
    arrays.add(
        filled(
            definition(
                "when",
                DType.INT32,
                attributes(
                    "units",
                    new TypedValue.Text("days since 2000-02-29"),
                    "calendar",
                    new TypedValue.Text("360_day"),
                    "axis_of",
                    new TypedValue.Text("time")),
                List.of("time"),
                2),
            wholes(4, 0, 1)));
    arrays.add(
        filled(
            definition("station", new CellType.Text(), TypedAttributes.NONE, List.of("station"), 2),
            texts("Göteborg", "Oslo")));
    return new NewDataset(CRUISE, TypedAttributes.NONE, arrays);
  }

  private static Selection select(CellArray array, String... selectors) {
    List<NamedSelector> named =
        Arrays.stream(selectors)
            .map(each -> each.split("=", -1))
            .map(parts ->
                new NamedSelector(parts[0], Reading.SEL, SliceParser.parseSelector(parts[1])))
            .toList();
    return new SliceResolver(array.spec().axes()).resolveNamed(named, Lookup.EXACT);
  }

  private static Object at(Selection selection, int axis) {
    return selection.axes().get(axis);
  }

  private CellArray find() {
    try (DatasetsState state = datasets.open()) {
      return state.array(CRUISE, TEMPERATURE);
    }
  }

  @Test
  void axesHaveTheArraysOfTheirNamesOrThoseThatNameThem() {
    try (CellArray array = find()) {
      Axis.Listed time = (Axis.Listed) array.spec().axes().get(0);
      assertThat(time.coordinates().about().name()).isEqualTo("when");
      assertThat(time.coordinates().about().kind()).isInstanceOf(CoordinateKind.Times.class);
      Axis.Listed lat = (Axis.Listed) array.spec().axes().get(1);
      assertThat(lat.coordinates().about().attributes()).containsEntry("units", "degrees_north");
      assertThat(lat.coordinates().about().period()).hasValue(360);
      assertThat(array.spec().axes().get(2)).isInstanceOf(Axis.Listed.class);
      assertThat(array.spec().axes().get(3)).isEqualTo(new Axis.Plain("depth", 3));
      assertThat(cache.bytes()).isZero();
      Selection found = select(array, "when=2000-02-30", "lat=57:50", "station=Oslo", "depth=2");
      assertThat(found.axes())
          .containsExactly(
              new Selection.AxisSelection.Index(1),
              new Selection.AxisSelection.Range(2, 3, 1),
              new Selection.AxisSelection.Index(1),
              new Selection.AxisSelection.Index(2));
      assertThat(cache.bytes()).isPositive();
    }
  }

  @Test
  void zerosAreNoNullsWhereNoFillValueWasDeclared() {
    try (CellArray array = find()) {
      assertThat(array.nulls()).isEmpty();
    }
  }

  @Test
  void readerHasTheSameAxes() {
    try (CellArray array = find();
        CellReader reader = array.open(Region.whole(array.spec().shape()))) {
      assertThat(reader.spec()).isEqualTo(array.spec());
    }
  }

  @Test
  void coordinatesAreThoseOfTheStateThatTheArrayWasFoundIn() {
    try (CellArray array = find()) {
      datasets.replace(cruise(1f, 2f, 3f), Precondition.NONE);
      assertThat(at(select(array, "lat=58.25"), 1)).isEqualTo(new Selection.AxisSelection.Index(1));
    }
    try (CellArray array = find()) {
      assertThat(at(select(array, "lat=3"), 1)).isEqualTo(new Selection.AxisSelection.Index(2));
    }
  }

  @Test
  void changedCoordinatesAreNotMixedWithAnArrayThatWasLetGo() {
    try (CellArray array = find()) {
      array.letGo();
      datasets.replace(cruise(1f, 2f, 3f), Precondition.NONE);
      ServiceException late =
          catchThrowableOfType(ServiceException.class, () -> select(array, "lat=58.25"));
      assertThat(late.code()).isEqualTo(ErrorCode.LOCKED);
      try (CellReader reader = array.open(Region.whole(array.spec().shape()))) {
        assertThat(reader.spec()).isNotEqualTo(array.spec());
      }
    }
  }

  @Test
  void letGoArrayWhoseCoordinatesStayedIsRead() {
    try (CellArray array = find()) {
      array.letGo();
      assertThat(at(select(array, "lat=57"), 1)).isEqualTo(new Selection.AxisSelection.Index(2));
      try (CellReader reader = array.open(Region.whole(array.spec().shape()))) {
        assertThat(reader.spec()).isEqualTo(array.spec());
      }
    }
  }

  @Test
  void coordinatesThatAreTooManyAreRefusedAndPositionsAreNot() {
    float[] many = new float[1_000];
    for (int n = 0; n < many.length; n++) {
      many[n] = n;
    }
    datasets.replace(cruise(many), Precondition.NONE);
    try (CellArray array = find()) {
      ServiceException refused =
          catchThrowableOfType(ServiceException.class, () -> select(array, "lat=5"));
      assertThat(refused.code()).isEqualTo(ErrorCode.RESULT_TOO_LARGE);
      assertThat(refused.members()).containsEntry("dimension", "lat");
      assertThat(select(array, "station=Oslo").cells()).isEqualTo(2L * 1_000 * 3);
    }
  }

  @Test
  void axisThatIsLongerThanItsCoordinatesIsAddressedByPositionAlone() {
    datasets.grow(CRUISE, TEMPERATURE, Shape.of(2, 5, 2, 3), Precondition.NONE);
    try (CellArray array = find()) {
      ServiceException refused =
          catchThrowableOfType(ServiceException.class, () -> select(array, "lat=57"));
      assertThat(refused.code()).isEqualTo(ErrorCode.SHAPE_MISMATCH);
      assertThat(refused.detail()).contains("has 5 positions").contains("only 3");
    }
  }

  @Test
  void coordinateThatHasGrownBeforeTheArrayHasTheFirstOfItsValues() {
    datasets.grow(CRUISE, new ArrayName("lat"), Shape.of(9), Precondition.NONE);
    try (CellArray array = find()) {
      assertThat(at(select(array, "lat=57"), 1)).isEqualTo(new Selection.AxisSelection.Index(2));
    }
  }

  @Test
  void warmCoordinatesAreFoundInMicroseconds() {
    try (CellArray array = find()) {
      select(array, "lat=57");
      long start = System.nanoTime();
      for (int n = 0; n < 1_000; n++) {
        select(array, "lat=57");
      }
      assertThat((System.nanoTime() - start) / 1_000).isLessThan(2_000_000);
    }
  }
}
