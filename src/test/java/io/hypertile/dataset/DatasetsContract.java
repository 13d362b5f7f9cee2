package io.hypertile.dataset;

import static io.hypertile.dataset.DatasetFixture.attributes;
import static io.hypertile.dataset.DatasetFixture.bytes;
import static io.hypertile.dataset.DatasetFixture.declared;
import static io.hypertile.dataset.DatasetFixture.definition;
import static io.hypertile.dataset.DatasetFixture.filled;
import static io.hypertile.dataset.DatasetFixture.floats;
import static io.hypertile.dataset.DatasetFixture.read;
import static io.hypertile.dataset.DatasetFixture.readTexts;
import static io.hypertile.dataset.DatasetFixture.source;
import static io.hypertile.dataset.DatasetFixture.texts;
import static io.hypertile.dataset.DatasetFixture.wholes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.array.CellArray;
import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.chunk.CodecPool;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every layout promises of the datasets of a collection. */
public abstract class DatasetsContract {
  private static final DatasetName ONE = new DatasetName("one");
  private static final DatasetName TWO = new DatasetName("two");
  private static final ArrayName TEMPERATURE = new ArrayName("temperature");

  protected CodecPool pool;
  protected Datasets datasets;

  /** An empty collection. */
  protected abstract Datasets create(CodecPool pool);

  /** The same collection, as a server finds it that starts now. */
  protected abstract Datasets again(CodecPool pool);

  /** Frees what the collection is kept in. */
  protected abstract void closeStore();

  @BeforeEach
  void make() {
    pool = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 256L << 20));
    datasets = create(pool);
  }

  @AfterEach
  void close() {
    closeStore();
    pool.close();
  }

  private static void assertCode(ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ServiceException.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }

  private Dataset find(DatasetName name) {
    try (DatasetsState state = datasets.open()) {
      return state.find(name).orElseThrow();
    }
  }

  private boolean has(DatasetName name) {
    try (DatasetsState state = datasets.open()) {
      return state.find(name).isPresent();
    }
  }

  private byte[] cells(DatasetName dataset, ArrayName array) {
    try (DatasetsState state = datasets.open();
        CellArray found = state.array(dataset, array)) {
      return read(found);
    }
  }

  private List<String> names() {
    try (DatasetsState state = datasets.open()) {
      List<String> names = new ArrayList<>();
      state.forEach(-1, Long.MAX_VALUE, each -> names.add(each.name().text()));
      return names;
    }
  }

  private Version write(DatasetName dataset, ArrayName array, Region box, byte[] cells) {
    try (DatasetsState state = datasets.open();
        CellArray found = state.array(dataset, array)) {
      return found.write(box, source(cells), Precondition.NONE);
    }
  }

  private static Region range(long start, long stop) {
    return Region.of(new long[] {start}, new long[] {stop});
  }

  @Test
  void isEmptyAtFirst() {
    try (DatasetsState state = datasets.open()) {
      assertThat(state.count()).isZero();
      assertThat(state.find(ONE)).isEmpty();
      assertThat(state.names("", Optional.empty(), 10)).isEmpty();
      assertCode(() -> state.array(ONE, TEMPERATURE), ErrorCode.DATASET_NOT_FOUND);
    }
  }

  @Test
  void boxesOfManyArraysAreReadInOneCallAsEachByItself() {
    List<NewDataset> made = new ArrayList<>();
    for (int n = 0; n < 30; n++) {
      ArrayDefinition array = floats("temperature", 6);
      made.add(
          new NewDataset(
              new DatasetName("d" + n),
              TypedAttributes.NONE,
              List.of(
                  n % 5 == 4
                      ? new NewDataset.NewArray(array, Optional.empty())
                      : filled(array, bytes(n, n + 0.5f, -n, 7, 8, n * n)))));
    }
    datasets.create(made, false);
    write(new DatasetName("d3"), TEMPERATURE, range(1, 3), bytes(-1, -2));
    Region box = range(1, 5);
    try (Arena arena = Arena.ofShared();
        DatasetsState state = datasets.open()) {
      List<ArrayBox> boxes = new ArrayList<>();
      for (int n = 29; n >= 0; n--) {
        MemorySegment target = arena.allocate(4L * Float.BYTES);
        boxes.add(new ArrayBox(new DatasetName("d" + n), TEMPERATURE, box, CellBlock.of(target)));
      }
      for (int times = 0; times < 2; times++) {
        boxes.forEach(each -> each.target().cells().fill((byte) 1));
        state.read(boxes);
        for (ArrayBox each : boxes) {
          try (CellArray array = state.array(each.dataset(), TEMPERATURE)) {
            assertThat(each.target().cells().toArray(ValueLayout.JAVA_BYTE))
                .as(each.dataset().text())
                .isEqualTo(read(array, box));
          }
        }
      }
      MemorySegment target = arena.allocate(4L * Float.BYTES);
      ArrayBox absent =
          new ArrayBox(new DatasetName("none"), TEMPERATURE, box, CellBlock.of(target));
      assertCode(() -> state.read(List.of(absent)), ErrorCode.DATASET_NOT_FOUND);
    }
  }

  @Test
  void keepsDefinitionsCellsAndAttributesAlsoBehindAStart() {
    ArrayDefinition floats =
        new ArrayDefinition(
            TEMPERATURE,
            DType.FLOAT32,
            List.of("time", "level"),
            Shape.of(3, 2),
            Shape.of(2, 2),
            Optional.of(DatasetFixture.fill(-9999)),
            Optional.empty(),
            attributes("units", new TypedValue.Text("K")));
    ArrayDefinition text =
        definition(
            "name",
            new CellType.Text(),
            List.of(2L),
            List.of(2L),
            Optional.of(FillValue.of(new CellType.Text(), "gap".getBytes(StandardCharsets.UTF_8))));
    TypedAttributes attributes =
        attributes(
            "cycle", new TypedValue.Whole(DType.INT16, BigInteger.valueOf(7)),
            "depth", new TypedValue.Real(DType.FLOAT32, 0.5f),
            "day", new TypedValue.Text("2024-01-01"),
            "seen", new TypedValue.Time(1_700_000_000_123_456_789L),
            "raw", new TypedValue.Bytes("AAEC"),
            "big", new TypedValue.Whole(DType.UINT64, new BigInteger("18446744073709551615")),
            "isGood", new TypedValue.Truth(true),
            "list",
                new TypedValue.Items(
                    List.of(
                        new TypedValue.Whole(DType.INT8, BigInteger.ONE),
                        new TypedValue.Whole(DType.INT8, BigInteger.TWO))));
    datasets.create(
        List.of(
            new NewDataset(
                ONE,
                attributes,
                List.of(filled(floats, bytes(1, 2, 3, 4, 5, 6)), filled(text, texts("a", "bé"))))),
        false);
    Datasets before = datasets;
    for (int round = 0; round < 2; round++) {
      Dataset found = find(ONE);
      assertThat(found.attributes()).isEqualTo(attributes);
      assertThat(found.attributes().values().keySet())
          .containsExactlyElementsOf(attributes.values().keySet());
      assertThat(found.arrays())
          .extracting(each -> each.definition().name().text())
          .containsExactly("temperature", "name");
      ArrayDefinition kept = found.arrays().getFirst().definition();
      assertThat(kept.dtype()).isEqualTo(floats.dtype());
      assertThat(kept.dimensions()).isEqualTo(floats.dimensions());
      assertThat(kept.shape()).isEqualTo(floats.shape());
      assertThat(kept.chunkShape()).isEqualTo(floats.chunkShape());
      assertThat(kept.fill()).isEqualTo(floats.fill());
      assertThat(kept.attributes()).isEqualTo(floats.attributes());
      assertThat(cells(ONE, TEMPERATURE)).isEqualTo(bytes(1, 2, 3, 4, 5, 6));
      try (DatasetsState state = datasets.open();
          CellArray names = state.array(ONE, new ArrayName("name"))) {
        assertThat(readTexts(names)).containsExactly("a", "bé");
      }
      datasets = again(pool);
    }
    assertThat(datasets).isNotSameAs(before);
  }

  @Test
  void tellsWhetherAFillValueWasDeclared() {
    FillValue zero = FillValue.of(DType.INT32, new byte[4]);
    ArrayDefinition declared =
        definition("declared", DType.INT32, List.of(2L), List.of(2L), Optional.of(zero));
    ArrayDefinition none =
        definition("none", DType.INT32, List.of(2L), List.of(2L), Optional.empty());
    CellType time = new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1);
    ArrayDefinition times = definition("times", time, List.of(1L), List.of(1L), Optional.empty());
    datasets.create(List.of(declared("one", declared, none, times)), false);
    assertThat(find(ONE).arrays())
        .extracting(each -> each.definition().fill())
        .containsExactly(Optional.of(zero), Optional.empty(), Optional.empty());
    assertThat(cells(ONE, new ArrayName("none"))).isEqualTo(new byte[8]);
    assertThat(cells(ONE, new ArrayName("times"))).isEqualTo(wholes(8, Long.MIN_VALUE));
  }

  @Test
  void givesTheArraysOfOneNameOfEachStateAlone() {
    datasets.create(
        List.of(
            declared("one", floats("temperature", 3), floats("salinity", 2)),
            declared("two", floats("salinity", 5)),
            declared("three", floats("temperature", 3))),
        false);
    DatasetName three = new DatasetName("three");
    try (DatasetsState before = datasets.open()) {
      datasets.grow(ONE, TEMPERATURE, Shape.of(7), Precondition.NONE);
      datasets.delete(three, Precondition.NONE);
      datasets.create(List.of(declared("three", floats("temperature", 4))), false);
      datasets.define(TWO, new NewDataset.NewArray(floats("temperature", 9), Optional.empty()));
      assertThat(shapes(before)).containsExactlyInAnyOrder("one [3]", "three [3]");
      try (DatasetsState after = datasets.open()) {
        assertThat(shapes(after)).containsExactlyInAnyOrder("one [7]", "two [9]", "three [4]");
        for (DatasetName name : List.of(ONE, TWO, three)) {
          assertThat(after.find(name, TEMPERATURE).orElseThrow().version())
              .isEqualTo(after.find(name).orElseThrow().find(TEMPERATURE).orElseThrow().version());
        }
      }
      assertThat(before.find(TWO, TEMPERATURE)).isEmpty();
      assertThat(before.find(new DatasetName("four"), TEMPERATURE)).isEmpty();
      assertThat(before.find(ONE, TEMPERATURE).orElseThrow().definition().shape())
          .isEqualTo(Shape.of(3));
    }
  }

  @Test
  void keepsTheCellsOfEachOfManySmallArrays() {
    List<NewDataset> made = new ArrayList<>();
    for (int number = 0; number < 50; number++) {
      made.add(
          new NewDataset(
              new DatasetName("d" + number),
              TypedAttributes.NONE,
              List.of(
                  filled(floats("temperature", 3), bytes(number, 1, 2)),
                  filled(
                      definition(
                          "count",
                          DType.INT64,
                          List.of(1L + number % 2),
                          List.of(4L),
                          Optional.empty()),
                      number % 2 == 0 ? wholes(8, number) : wholes(8, number, -number)),
                  filled(
                      definition("one", DType.INT64, List.of(), List.of(), Optional.empty()),
                      wholes(8, 100 + number)))));
    }
    List<Version> versions = datasets.create(made, false);
    for (int number = 0; number < 50; number++) {
      DatasetName name = new DatasetName("d" + number);
      assertThat(cells(name, TEMPERATURE)).isEqualTo(bytes(number, 1, 2));
      assertThat(cells(name, new ArrayName("count")))
          .isEqualTo(number % 2 == 0 ? wholes(8, number) : wholes(8, number, -number));
      assertThat(cells(name, new ArrayName("one"))).isEqualTo(wholes(8, 100 + number));
      assertThat(find(name).version()).isEqualTo(versions.get(number));
      assertThat(find(name).arrays())
          .extracting(each -> each.definition().name().text())
          .containsExactly("temperature", "count", "one");
    }
  }

  private static List<String> shapes(DatasetsState state) {
    List<String> shapes = new ArrayList<>();
    state.forEach(
        TEMPERATURE,
        (name, array) -> shapes.add(name.text() + " " + array.definition().shape().toList()));
    return shapes;
  }

  @Test
  void makesAllOrNone() {
    datasets.create(List.of(declared("one", floats("temperature", 3))), false);
    assertCode(
        () -> datasets.create(List.of(declared("two"), declared("one")), false),
        ErrorCode.ALREADY_EXISTS);
    assertThat(has(TWO)).isFalse();
    assertCode(
        () ->
            datasets.create(
                List.of(
                    declared("two"),
                    new NewDataset(
                        new DatasetName("three"),
                        TypedAttributes.NONE,
                        List.of(filled(floats("temperature", 3), bytes(1, 2))))),
                false),
        ErrorCode.SHAPE_MISMATCH);
    assertThat(has(TWO)).isFalse();
    assertThat(names()).containsExactly("one");
  }

  @Test
  void replacesWhatIsThere() {
    datasets.create(
        List.of(
            new NewDataset(
                ONE,
                attributes("a", new TypedValue.Text("x")),
                List.of(
                    filled(floats("temperature", 9), bytes(1, 2, 3, 4, 5, 6, 7, 8, 9)),
                    filled(floats("gone", 2), bytes(1, 2))))),
        false);
    Version before = find(ONE).version();
    datasets.create(List.of(declared("one", floats("temperature", 9)), declared("two")), true);
    Dataset found = find(ONE);
    assertThat(found.version()).isNotEqualTo(before);
    assertThat(found.attributes()).isEqualTo(TypedAttributes.NONE);
    assertThat(found.arrays()).hasSize(1);
    assertThat(new String(cells(ONE, TEMPERATURE), StandardCharsets.ISO_8859_1))
        .isEqualTo(
            new String(
                bytes(
                    Float.NaN, Float.NaN, Float.NaN, Float.NaN, Float.NaN, Float.NaN, Float.NaN,
                    Float.NaN, Float.NaN),
                StandardCharsets.ISO_8859_1));
    assertCode(
        () -> datasets.replace(declared("one"), Precondition.at(before)),
        ErrorCode.VERSION_MISMATCH);
    datasets.replace(declared("one"), Precondition.at(found.version()));
    assertThat(find(ONE).arrays()).isEmpty();
  }

  @Test
  void anArrayBecomesASingleCellAndARowAgain() {
    NewDataset row =
        new NewDataset(
            ONE,
            TypedAttributes.NONE,
            List.of(filled(floats("temperature", 9), bytes(1, 2, 3, 4, 5, 6, 7, 8, 9))));
    NewDataset single =
        new NewDataset(
            ONE,
            TypedAttributes.NONE,
            List.of(
                filled(
                    DatasetFixture.definition(
                        "temperature", DType.FLOAT32, List.of(), List.of(), Optional.empty()),
                    bytes(7))));
    datasets.create(List.of(row), false);
    try (DatasetsState before = datasets.open()) {
      datasets.create(List.of(single), true);
      assertThat(cells(ONE, TEMPERATURE)).isEqualTo(bytes(7));
      try (CellArray old = before.array(ONE, TEMPERATURE)) {
        assertThat(read(old)).isEqualTo(bytes(1, 2, 3, 4, 5, 6, 7, 8, 9));
      }
    }
    try (DatasetsState before = datasets.open()) {
      datasets.create(List.of(declared("one", floats("temperature", 9))), true);
      write(ONE, TEMPERATURE, range(4, 9), bytes(5, 6, 7, 8, 9));
      float nan = Float.NaN;
      assertThat(cells(ONE, TEMPERATURE)).isEqualTo(bytes(nan, nan, nan, nan, 5, 6, 7, 8, 9));
      try (CellArray old = before.array(ONE, TEMPERATURE)) {
        assertThat(read(old)).isEqualTo(bytes(7));
      }
    }
    datasets.deleteArray(ONE, TEMPERATURE, Precondition.NONE);
    assertCode(() -> cells(ONE, TEMPERATURE), ErrorCode.ARRAY_NOT_FOUND);
  }

  @Test
  void writesAndClearsBoxes() {
    datasets.create(List.of(declared("one", floats("temperature", 10))), false);
    Version first = write(ONE, TEMPERATURE, range(2, 7), bytes(1, 2, 3, 4, 5));
    Version second = write(ONE, TEMPERATURE, range(6, 8), bytes(-1, -2));
    assertThat(second).isNotEqualTo(first);
    assertThat(find(ONE).arrays().getFirst().version()).isEqualTo(second);
    float nan = Float.NaN;
    assertThat(cells(ONE, TEMPERATURE)).isEqualTo(bytes(nan, nan, 1, 2, 3, 4, -1, -2, nan, nan));
    try (DatasetsState state = datasets.open();
        CellArray array = state.array(ONE, TEMPERATURE)) {
      assertCode(
          () -> array.write(range(0, 1), source(bytes(1)), Precondition.at(first)),
          ErrorCode.VERSION_MISMATCH);
      array.clear(range(3, 7), Precondition.at(second));
    }
    assertThat(cells(ONE, TEMPERATURE))
        .isEqualTo(bytes(nan, nan, 1, nan, nan, nan, nan, -2, nan, nan));
  }

  @Test
  void keepsAStateUntilItIsClosed() {
    datasets.create(
        List.of(
            new NewDataset(
                ONE,
                TypedAttributes.NONE,
                List.of(filled(floats("temperature", 5), bytes(1, 2, 3, 4, 5)))),
            declared("two")),
        false);
    try (DatasetsState state = datasets.open()) {
      long epoch = state.epoch();
      write(ONE, TEMPERATURE, range(0, 5), bytes(6, 7, 8, 9, 10));
      datasets.delete(ONE, Precondition.NONE);
      datasets.create(List.of(declared("one", floats("other", 2))), false);
      assertThat(state.find(ONE).orElseThrow().arrays().getFirst().definition().name())
          .isEqualTo(TEMPERATURE);
      CellArray array = state.array(ONE, TEMPERATURE);
      assertThat(read(array)).isEqualTo(bytes(1, 2, 3, 4, 5));
      try (DatasetsState now = datasets.open()) {
        assertThat(now.epoch()).isGreaterThan(epoch);
      }
    }
    assertCode(() -> cells(ONE, TEMPERATURE), ErrorCode.ARRAY_NOT_FOUND);
  }

  @Test
  void anArrayIsReadableWhenItsStateIsClosed() {
    datasets.create(
        List.of(
            new NewDataset(
                ONE,
                TypedAttributes.NONE,
                List.of(filled(floats("temperature", 3), bytes(1, 2, 3))))),
        false);
    CellArray array;
    try (DatasetsState state = datasets.open()) {
      array = state.array(ONE, TEMPERATURE);
    }
    datasets.delete(ONE, Precondition.NONE);
    try (array) {
      assertThat(read(array)).isEqualTo(bytes(1, 2, 3));
    }
  }

  @Test
  void deletedDatasetsAndArraysAreGoneAtOnceAndStartEmptyAgain() {
    NewDataset whole =
        new NewDataset(
            ONE,
            attributes("a", new TypedValue.Truth(true)),
            List.of(filled(floats("temperature", 8), bytes(1, 2, 3, 4, 5, 6, 7, 8))));
    datasets.create(List.of(whole, declared("two", floats("temperature", 8))), false);
    write(TWO, TEMPERATURE, range(0, 1), bytes(3));
    datasets.delete(ONE, Precondition.NONE);
    assertThat(has(ONE)).isFalse();
    assertThat(names()).containsExactly("two");
    assertCode(() -> datasets.delete(ONE, Precondition.NONE), ErrorCode.DATASET_NOT_FOUND);
    assertCode(() -> cells(ONE, TEMPERATURE), ErrorCode.DATASET_NOT_FOUND);
    datasets.create(List.of(declared("one", floats("temperature", 8))), false);
    write(ONE, TEMPERATURE, range(0, 1), bytes(9));
    float nan = Float.NaN;
    assertThat(cells(ONE, TEMPERATURE)).isEqualTo(bytes(9, nan, nan, nan, nan, nan, nan, nan));
    assertThat(find(ONE).attributes()).isEqualTo(TypedAttributes.NONE);
    datasets.deleteArray(ONE, TEMPERATURE, Precondition.NONE);
    assertCode(() -> cells(ONE, TEMPERATURE), ErrorCode.ARRAY_NOT_FOUND);
    assertThat(find(ONE).arrays()).isEmpty();
    assertThat(cells(TWO, TEMPERATURE)).isEqualTo(bytes(3, nan, nan, nan, nan, nan, nan, nan));
    assertCode(
        () -> datasets.deleteArray(ONE, TEMPERATURE, Precondition.NONE), ErrorCode.ARRAY_NOT_FOUND);
  }

  @Test
  void clearsAll() {
    datasets.create(
        List.of(declared("one", floats("temperature", 8)), declared("two"), declared("three")),
        false);
    write(ONE, TEMPERATURE, range(0, 1), bytes(3));
    datasets.clear();
    assertThat(names()).isEmpty();
    datasets.clear();
    datasets.create(List.of(declared("one", floats("temperature", 2))), false);
    assertThat(cells(ONE, TEMPERATURE)).isEqualTo(bytes(Float.NaN, Float.NaN));
  }

  @Test
  void definesArraysInOrder() {
    datasets.create(List.of(declared("one", floats("z", 1))), false);
    datasets.define(ONE, filled(floats("b", 2), bytes(1, 2)));
    datasets.define(ONE, new NewDataset.NewArray(floats("a", 0), Optional.empty()));
    assertCode(
        () -> datasets.define(ONE, new NewDataset.NewArray(floats("b", 2), Optional.empty())),
        ErrorCode.ALREADY_EXISTS);
    assertCode(
        () -> datasets.define(TWO, new NewDataset.NewArray(floats("b", 2), Optional.empty())),
        ErrorCode.DATASET_NOT_FOUND);
    assertThat(find(ONE).arrays())
        .extracting(each -> each.definition().name().text())
        .containsExactly("z", "b", "a");
    assertThat(cells(ONE, new ArrayName("b"))).isEqualTo(bytes(1, 2));
  }

  @Test
  void changesAttributesOneByOne() {
    datasets.create(List.of(declared("one", floats("temperature", 1))), false);
    Map<String, Optional<TypedValue>> some = Map.of("a", Optional.of(new TypedValue.Text("zero")));
    datasets.describe(ONE, some, Precondition.NONE);
    Version version =
        datasets.describe(
            ONE,
            Map.of("b", Optional.of(new TypedValue.Truth(true))),
            Precondition.at(find(ONE).version()));
    assertThat(find(ONE).version()).isEqualTo(version);
    datasets.describe(ONE, Map.of("a", Optional.of(new TypedValue.Text("x"))), Precondition.NONE);
    assertThat(find(ONE).attributes())
        .isEqualTo(attributes("a", new TypedValue.Text("x"), "b", new TypedValue.Truth(true)));
    assertThat(find(ONE).attributes().values().keySet()).containsExactly("a", "b");
    datasets.describe(ONE, Map.of("a", Optional.empty()), Precondition.NONE);
    assertThat(find(ONE).attributes().find("a")).isEmpty();
    assertCode(
        () -> datasets.describe(ONE, some, Precondition.at(version)), ErrorCode.VERSION_MISMATCH);
    datasets.describe(ONE, TEMPERATURE, some, Precondition.NONE);
    assertThat(find(ONE).arrays().getFirst().definition().attributes())
        .isEqualTo(attributes("a", new TypedValue.Text("zero")));
    assertCode(
        () -> datasets.describe(ONE, new ArrayName("no"), some, Precondition.NONE),
        ErrorCode.ARRAY_NOT_FOUND);
    assertCode(() -> datasets.describe(TWO, some, Precondition.NONE), ErrorCode.DATASET_NOT_FOUND);
  }

  @Test
  void growsAndAppends() {
    datasets.create(List.of(declared("one", floats("temperature", 0))), false);
    datasets.append(
        new Datasets.Addition(ONE, TEMPERATURE, "d0"),
        3,
        source(bytes(1, 2, 3)),
        Precondition.NONE);
    datasets.append(
        new Datasets.Addition(ONE, TEMPERATURE, "d0"), 2, source(bytes(4, 5)), Precondition.NONE);
    assertThat(cells(ONE, TEMPERATURE)).isEqualTo(bytes(1, 2, 3, 4, 5));
    datasets.grow(ONE, TEMPERATURE, Shape.of(6), Precondition.NONE);
    assertThat(cells(ONE, TEMPERATURE)).isEqualTo(bytes(1, 2, 3, 4, 5, Float.NaN));
    assertCode(
        () -> datasets.grow(ONE, TEMPERATURE, Shape.of(5), Precondition.NONE),
        ErrorCode.SHAPE_MISMATCH);
    assertCode(
        () ->
            datasets.append(
                new Datasets.Addition(ONE, TEMPERATURE, "x"),
                1,
                source(bytes(4)),
                Precondition.NONE),
        ErrorCode.INVALID_REQUEST);
  }

  @Test
  void takesSingleCellsOfEveryType() {
    List<CellType> types = new ArrayList<>();
    for (DType type : DType.values()) {
      if (type != DType.LONGDOUBLE && type != DType.CLONGDOUBLE) {
        types.add(type);
      }
    }
    types.add(new CellType.Truth());
    types.add(new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1));
    types.add(new CellType.TimeSpan(CellTimeUnit.NANOSECONDS, 1));
    List<NewDataset.NewArray> arrays = new ArrayList<>();
    for (CellType type : types) {
      byte[] cell = new byte[type.size()];
      cell[0] = 1;
      arrays.add(
          filled(
              definition("a" + arrays.size(), type, List.of(), List.of(), Optional.empty()), cell));
    }
    arrays.add(
        filled(
            definition("text", new CellType.Text(), List.of(), List.of(), Optional.empty()),
            texts("x")));
    datasets.create(List.of(new NewDataset(ONE, TypedAttributes.NONE, arrays)), false);
    for (int at = 0; at < types.size(); at++) {
      byte[] cell = new byte[types.get(at).size()];
      cell[0] = 1;
      assertThat(cells(ONE, new ArrayName("a" + at))).as("%s", types.get(at)).isEqualTo(cell);
    }
    try (DatasetsState state = datasets.open();
        CellArray text = state.array(ONE, new ArrayName("text"))) {
      assertThat(readTexts(text)).containsExactly("x");
    }
  }

  @Test
  void readsUnwrittenTextsAsTheirFillValue() {
    FillValue gap = FillValue.of(new CellType.Text(), "gap".getBytes(StandardCharsets.UTF_8));
    datasets.create(
        List.of(
            declared(
                "one",
                definition("t", new CellType.Text(), List.of(3L), List.of(2L), Optional.of(gap)),
                definition("u", new CellType.Text(), List.of(1L), List.of(1L), Optional.empty()))),
        false);
    write(ONE, new ArrayName("t"), range(1, 2), texts("x"));
    try (DatasetsState state = datasets.open();
        CellArray t = state.array(ONE, new ArrayName("t"));
        CellArray u = state.array(ONE, new ArrayName("u"))) {
      assertThat(readTexts(t)).containsExactly("gap", "x", "gap");
      assertThat(readTexts(u)).containsExactly("");
    }
  }

  @Test
  void listsByNameAndByRow() {
    datasets.create(List.of(declared("b"), declared("a1"), declared("a2"), declared("c")), false);
    try (DatasetsState state = datasets.open()) {
      assertThat(state.count()).isEqualTo(4);
      assertThat(state.names("a", Optional.empty(), 10))
          .extracting(DatasetName::text)
          .containsExactly("a1", "a2");
      assertThat(state.names("", Optional.of(new DatasetName("a2")), 1))
          .extracting(DatasetName::text)
          .containsExactly("b");
      List<String> two = new ArrayList<>();
      state.forEach(-1, 2, each -> two.add(each.name().text()));
      assertThat(two).hasSize(2);
    }
    String wave = "\ud83c\udf0a";
    datasets.create(List.of(declared(wave), declared("\uff5e")), false);
    try (DatasetsState state = datasets.open()) {
      assertThat(state.names("", Optional.of(new DatasetName("c")), 3))
          .extracting(DatasetName::text)
          .containsExactly("\uff5e", wave);
    }
  }

  @Test
  void changesOfManyThreadsAreAllMade() throws Exception {
    int threads = 16;
    datasets.create(List.of(declared("one", floats("temperature", 4L * threads))), false);
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      List<Callable<Void>> calls = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int number = thread;
        calls.add(() -> {
          for (int round = 0; round < 4; round++) {
            int start = 4 * number + round;
            write(ONE, TEMPERATURE, range(start, start + 1), bytes(start));
          }
          String name = "t" + number;
          datasets.create(List.of(declared(name, floats("temperature", 1))), false);
          datasets.describe(
              new DatasetName(name),
              Map.of("n", Optional.of(new TypedValue.Text(name))),
              Precondition.NONE);
          datasets.describe(
              ONE, Map.of(name, Optional.of(new TypedValue.Text(name))), Precondition.NONE);
          return null;
        });
      }
      for (Future<Void> done : workers.invokeAll(calls)) {
        done.get();
      }
    }
    float[] expected = new float[4 * threads];
    for (int at = 0; at < expected.length; at++) {
      expected[at] = at;
    }
    assertThat(cells(ONE, TEMPERATURE)).isEqualTo(bytes(expected));
    assertThat(find(ONE).attributes().values()).hasSize(threads);
    assertThat(names()).hasSize(threads + 1);
  }

  private ArrayStatistics statistics(DatasetName dataset, String array) {
    try (DatasetsState state = datasets.open()) {
      return state
          .find(dataset)
          .orElseThrow()
          .find(new ArrayName(array))
          .orElseThrow()
          .statistics();
    }
  }

  private static ArrayStatistics real(long rows, long nulls, double least, double greatest) {
    return new ArrayStatistics(
        rows,
        nulls,
        Optional.of(new ArrayStatistics.Extreme.Real(least)),
        Optional.of(new ArrayStatistics.Extreme.Real(greatest)));
  }

  @Test
  void statisticsFollowEveryWriteAtOnce() {
    datasets.create(List.of(declared("one", floats("temperature", 10))), false);
    assertThat(statistics(ONE, "temperature")).isEqualTo(ArrayStatistics.unwritten(10));
    write(ONE, TEMPERATURE, range(2, 7), bytes(1, 2, Float.NaN, 4, 5));
    assertThat(statistics(ONE, "temperature")).isEqualTo(real(10, 6, 1, 5));
    write(ONE, TEMPERATURE, range(6, 7), bytes(-1));
    assertThat(statistics(ONE, "temperature")).isEqualTo(real(10, 6, -1, 4));
    datasets = again(pool);
    assertThat(statistics(ONE, "temperature")).isEqualTo(real(10, 6, -1, 4));
    try (DatasetsState state = datasets.open();
        CellArray array = state.array(ONE, TEMPERATURE)) {
      array.clear(range(5, 10), Precondition.NONE);
    }
    assertThat(statistics(ONE, "temperature")).isEqualTo(real(10, 8, 1, 2));
    datasets.grow(ONE, TEMPERATURE, Shape.of(13), Precondition.NONE);
    assertThat(statistics(ONE, "temperature")).isEqualTo(real(13, 11, 1, 2));
    datasets.append(
        new Datasets.Addition(ONE, TEMPERATURE, "d0"), 1, source(bytes(9)), Precondition.NONE);
    assertThat(statistics(ONE, "temperature")).isEqualTo(real(14, 11, 1, 9));
    datasets.deleteArray(ONE, TEMPERATURE, Precondition.NONE);
    datasets.define(ONE, new NewDataset.NewArray(floats("temperature", 4), Optional.empty()));
    assertThat(statistics(ONE, "temperature")).isEqualTo(ArrayStatistics.unwritten(4));
  }

  @Test
  void statisticsAreThoseOfTheState() {
    datasets.create(
        List.of(
            new NewDataset(
                ONE, TypedAttributes.NONE, List.of(filled(floats("temperature", 2), bytes(1, 2))))),
        false);
    try (DatasetsState state = datasets.open()) {
      write(ONE, TEMPERATURE, range(0, 2), bytes(8, 9));
      assertThat(state.find(ONE).orElseThrow().arrays().getFirst().statistics())
          .isEqualTo(real(2, 0, 1, 2));
    }
    assertThat(statistics(ONE, "temperature")).isEqualTo(real(2, 0, 8, 9));
  }

  @Test
  void cellsThatWereNeverWrittenAreNullAlsoWithoutAFillValue() {
    ArrayDefinition none =
        definition("n", DType.INT32, List.of(4L, 4L), List.of(2L, 2L), Optional.empty());
    datasets.create(List.of(declared("one", none)), false);
    Region chunk = Region.of(new long[] {2, 2}, new long[] {4, 4});
    write(ONE, new ArrayName("n"), chunk, wholes(4, 0, 0, 0, 0));
    assertThat(statistics(ONE, "n"))
        .isEqualTo(
            new ArrayStatistics(
                16,
                12,
                Optional.of(new ArrayStatistics.Extreme.Signed(0)),
                Optional.of(new ArrayStatistics.Extreme.Signed(0))));
    try (DatasetsState state = datasets.open();
        CellArray array = state.array(ONE, new ArrayName("n"))) {
      array.clear(chunk, Precondition.NONE);
    }
    assertThat(statistics(ONE, "n")).isEqualTo(ArrayStatistics.unwritten(16));
  }

  @Test
  void randomChangesLeaveWhatAPlainModelHolds() {
    DatasetsModel model = new DatasetsModel(TestSeed.random());
    for (int round = 0; round < 150; round++) {
      model.change(datasets);
      model.requireSame(datasets);
      if (round % 25 == 24) {
        model.letGo();
        datasets = again(pool);
        model.requireSame(datasets);
      }
    }
    model.letGo();
  }
}
