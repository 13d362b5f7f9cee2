package io.hypertile.dataset.across.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.Axis;
import io.hypertile.array.CellArray;
import io.hypertile.array.Labels;
import io.hypertile.cells.web.ReadQuery;
import io.hypertile.cells.web.SelectionQuery;
import io.hypertile.cells.web.SeveralCells;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.HeldDatasets;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.SampleDatasets;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.across.FoundMember;
import io.hypertile.dataset.across.FoundMembers;
import io.hypertile.dataset.across.MemberSearch;
import io.hypertile.dataset.across.SharedState;
import io.hypertile.dataset.query.DatasetCondition;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.reading.AnswerCells;
import io.hypertile.reading.CellReads;
import io.hypertile.reading.PlanExecutor;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.reading.ReadPlanner;
import io.hypertile.reading.SlabSizes;
import io.hypertile.slice.Lookup;
import io.hypertile.slice.NamedSelector;
import io.hypertile.slice.Reading;
import io.hypertile.slice.SliceParser;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Arrays of floats whose cells hold the number of the dataset and their own. */
class AcrossCellsTest {
  private static final ArrayName A = new ArrayName("a");
  private static final Shape SHAPE = Shape.of(3, 4);

  private final HeldDatasets datasets = new HeldDatasets();

  @AfterEach
  void everyStateIsClosed() {
    assertThat(datasets.openStates()).isZero();
  }

  private static CellSource cells(double... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      bytes.putDouble(value);
    }
    bytes.flip();
    return target -> {
      if (!bytes.hasRemaining()) {
        return -1;
      }
      int count = Math.min(target.remaining(), bytes.remaining());
      target.put(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
      return count;
    };
  }

  private static double[] numbered(int dataset, long count) {
    double[] values = new double[(int) count];
    for (int n = 0; n < values.length; n++) {
      values[n] = dataset * 100 + n;
    }
    return values;
  }

  private static NewDataset.NewArray array(
      String name, List<String> axes, Shape shape, double... v) {
    return new NewDataset.NewArray(
        SampleDatasets.definition(name, DType.FLOAT64, axes, shape), Optional.of(cells(v)));
  }

  private void make(String name, NewDataset.NewArray... arrays) {
    datasets.create(
        List.of(new NewDataset(new DatasetName(name), TypedAttributes.NONE, List.of(arrays))),
        true);
  }

  private void make(String name, int number) {
    make(name, array("a", List.of("y", "x"), SHAPE, numbered(number, SHAPE.cells())));
  }

  private void makeWithLabels(String name, int number, double... labels) {
    make(
        name,
        array("x", List.of("x"), Shape.of(labels.length), labels),
        array("a", List.of("x"), Shape.of(labels.length), numbered(number, labels.length)));
  }

  private static SelectionQuery slice(String text) {
    return new SelectionQuery(Optional.of(SliceParser.parse(text)), List.of(), Lookup.EXACT);
  }

  private static SelectionQuery sel(String name, String text) {
    NamedSelector selector = new NamedSelector(name, Reading.SEL, SliceParser.parseSelector(text));
    return new SelectionQuery(Optional.empty(), List.of(selector), Lookup.EXACT);
  }

  private static ReadQuery read(SelectionQuery query) {
    return new ReadQuery(query, Optional.empty(), Optional.empty());
  }

  /** Plans with a state of its own, which the plan is then the only holder of. */
  private interface Planner<T> {
    T plan(AcrossCells cells);
  }

  private <T> T across(Planner<T> planner, String... names) {
    SharedState held = new SharedState(datasets.open());
    try {
      List<FoundMember> members =
          names.length == 0
              ? MemberSearch.matching(held.state(), A, DatasetCondition.ALL)
              : MemberSearch.named(
                  held.state(), A, Stream.of(names).map(DatasetName::new).toList());
      return planner.plan(new AcrossCells(datasets, held, new FoundMembers(members)));
    } finally {
      held.release();
    }
  }

  private static List<Double> read(List<PlannedAccess> reads) throws IOException {
    PlanExecutor.Resources resources =
        new PlanExecutor.Resources(
            2, 1, MemoryBudget.only(MemoryUse.ANSWERS, 256 << 20), Duration.ofSeconds(5));
    List<Double> cells = new ArrayList<>();
    try (PlanExecutor executor = new PlanExecutor(resources)) {
      CellReads opener = new CellReads(new ReadPlanner(new SlabSizes(64, 256, 16)), executor);
      for (PlannedAccess each : reads) {
        try (AnswerCells stream = opener.open(each)) {
          stream.forEachSlab(slab -> {
            for (long at = 0; at < slab.cells().byteSize(); at += Double.BYTES) {
              cells.add(slab.cells().get(ValueLayout.JAVA_DOUBLE_UNALIGNED, at));
            }
          });
        }
      }
    }
    return cells;
  }

  private static List<Double> read(CellArray stacked, SelectionQuery query) throws IOException {
    try (PlannedAccess planned = PositionQuery.behindFirst(query).plan(stacked)) {
      return read(List.of(planned));
    }
  }

  @Test
  void listHasEachArrayInTheOrderAskedFor() throws IOException {
    make("p", 1);
    make("q", 2);
    make("r", 3);

    try (SeveralCells cells =
        across(across -> across.list(slice("1:3,::3"), false), "r", "none", "p")) {
      assertThat(cells.boxes())
          .extracting(SeveralCells.Box::name)
          .containsExactly("r", "none", "p");
      assertThat(cells.boxes().get(1).form()).isEmpty();
      assertThat(cells.reads()).hasSize(1);
      assertThat(read(cells.reads()))
          .containsExactly(304.0, 307.0, 308.0, 311.0, 104.0, 107.0, 108.0, 111.0);
    }
  }

  @Test
  void listHasArraysOfAnyShape() throws IOException {
    make("p", 1);
    make("long", array("a", List.of("t"), Shape.of(5), numbered(2, 5)));
    make("one", array("a", List.of(), Shape.of(), 7));
    make("empty", array("a", List.of("t"), Shape.of(0)));
    make("q", 4);

    try (SeveralCells cells = across(across -> across.list(slice(""), false))) {
      assertThat(cells.boxes()).hasSize(5);
      List<Double> read = read(cells.reads());
      assertThat(read).hasSize(12 + 5 + 1 + 12);
      assertThat(read.get(12)).isEqualTo(200);
      assertThat(read.get(17)).isEqualTo(7);
      assertThat(read.get(18)).isEqualTo(400);
    }
  }

  @Test
  void refusalNamesTheDatasetThatASliceDoesNotFit() {
    make("p", 1);
    make("q", array("a", List.of("y", "x"), Shape.of(1, 2), 1, 2));
    make("long", array("a", List.of("t"), Shape.of(5), numbered(2, 5)));

    assertThatThrownBy(() -> across(across -> across.list(slice("0,0"), false)))
        .isInstanceOfSatisfying(
            ServiceException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_SLICE);
              assertThat(refusal.members()).containsEntry("dataset", "long");
            });
  }

  @Test
  void valuesAreFoundInEachDataset() throws IOException {
    makeWithLabels("p", 1, 10, 20, 30);
    makeWithLabels("q", 2, 30, 20);

    try (SeveralCells cells = across(across -> across.list(sel("x", "30.0"), false))) {
      assertThat(read(cells.reads())).containsExactly(102.0, 200.0);
    }
  }

  @Test
  void stackIsOneArrayOfOneMoreAxis() throws IOException {
    make("p", 1);
    make("q", 2);
    make("r", 3);

    try (CellArray stacked = across(across -> across.stack(read(slice("2,1:3"))), "q", "r", "p")) {
      assertThat(stacked.spec().axes().getFirst())
          .isEqualTo(new Axis.Labelled("dataset", 3, new Labels.Text(List.of("q", "r", "p"))));
      assertThat(stacked.spec().shape()).isEqualTo(Shape.of(3, 3, 4));
      assertThat(read(stacked, slice("2,1:3")))
          .containsExactly(209.0, 210.0, 309.0, 310.0, 109.0, 110.0);
    }
  }

  @Test
  void stackNeedsTheArrayInEveryDatasetNamed() {
    make("p", 1);
    make("other", array("b", List.of(), Shape.of(), 1));

    for (String absent : List.of("other", "none")) {
      assertThatThrownBy(() -> across(across -> across.stack(read(slice(""))), "p", absent))
          .isInstanceOfSatisfying(
              ServiceException.class,
              refusal -> {
                assertThat(refusal.code()).isEqualTo(ErrorCode.ARRAY_NOT_FOUND);
                assertThat(refusal.members()).containsEntry("dataset", absent);
              });
    }
  }

  @Test
  void stackNeedsOneShapeAndOneType() {
    make("p", 1);
    make("q", 2);
    make("long", array("a", List.of("y", "x"), Shape.of(4, 3), numbered(3, 12)));
    make(
        "whole",
        new NewDataset.NewArray(
            SampleDatasets.definition("a", DType.INT64, List.of("y", "x"), SHAPE),
            Optional.empty()));

    for (String other : List.of("long", "whole")) {
      assertThatThrownBy(() -> across(across -> across.stack(read(slice(""))), "p", "q", other))
          .isInstanceOfSatisfying(
              ServiceException.class,
              refusal -> {
                assertThat(refusal.code()).isEqualTo(ErrorCode.SHAPE_MISMATCH);
                assertThat(refusal.members()).containsEntry("dataset", other);
              });
    }
  }

  @Test
  void stackByValuesNeedsThemAtOnePlace() throws IOException {
    makeWithLabels("p", 1, 10, 20, 30);
    makeWithLabels("q", 2, 11, 20, 31);
    makeWithLabels("r", 3, 20, 10, 30);

    try (CellArray stacked = across(across -> across.stack(read(sel("x", "20.0"))), "p", "q")) {
      assertThat(read(stacked, sel("x", "20.0"))).containsExactly(101.0, 201.0);
    }
    assertThatThrownBy(() -> across(across -> across.stack(read(sel("x", "20.0")))))
        .isInstanceOfSatisfying(
            ServiceException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_SLICE);
              assertThat(refusal.members()).containsEntry("dataset", "r");
            });
  }

  @Test
  void refusesNoDatasetAndNone() {
    make("p", array("b", List.of(), Shape.of(), 1));

    assertThatThrownBy(() -> across(across -> across.list(slice(""), false), "p", "q"))
        .extracting("code")
        .isEqualTo(ErrorCode.ARRAY_NOT_FOUND);
    assertThatThrownBy(() -> across(across -> across.list(slice(""), false)))
        .extracting("code")
        .isEqualTo(ErrorCode.ARRAY_NOT_FOUND);
    assertThatThrownBy(() -> across(across -> across.list(slice(""), false), "p", "p"))
        .extracting("code")
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    try (var state = datasets.open()) {
      assertThatThrownBy(() -> MemberSearch.named(state, A, List.of()))
          .extracting("code")
          .isEqualTo(ErrorCode.INVALID_REQUEST);
    }
  }

  @Test
  void readsOneStateUnlessItLetGoOfIt() throws IOException {
    make("p", 1);
    make("q", 2);
    CellArray held = across(across -> across.stack(read(slice(""))));
    CellArray let = across(across -> across.stack(read(slice(""))));
    let.letGo();
    make("q", 9);

    assertThat(read(held, slice("0,0"))).containsExactly(100.0, 200.0);
    try (let) {
      assertThatThrownBy(() -> let.open(Region.whole(let.spec().shape())))
          .isInstanceOfSatisfying(
              ServiceException.class,
              refusal -> {
                assertThat(refusal.code()).isEqualTo(ErrorCode.LOCKED);
                assertThat(refusal.members()).containsEntry("dataset", "q");
              });
    }
    try (CellArray now = across(across -> across.stack(read(slice(""))))) {
      assertThat(now.version()).isNotEqualTo(held.version());
    }
  }
}
