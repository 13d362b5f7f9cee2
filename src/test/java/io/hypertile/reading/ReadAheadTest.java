package io.hypertile.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.PlainSpec;
import io.hypertile.array.ReadAhead;
import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.reduction.Reduction;
import io.hypertile.reduction.ReductionText;
import io.hypertile.slice.Lookup;
import io.hypertile.slice.PointColumns;
import io.hypertile.slice.Selection;
import io.hypertile.slice.Selection.AxisSelection;
import io.hypertile.slice.SliceExpression.Position;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers of remote stores have as many reads under way as they ask for. */
@Timeout(60)
class ReadAheadTest {
  private static final int DEPTH = 3;
  private static final int SLAB = 4096;
  private static final Shape SHAPE = Shape.of(1 + 4 * DEPTH, SLAB);

  /**
   * Cells that hold the number of their row. Unless it is alone, a read after the first row's ends
   * when as many are under way as may be.
   */
  private static final class Remote implements CellReader {
    private final CyclicBarrier together = new CyclicBarrier(DEPTH);
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private int failingRow = -1;
    private boolean isAlone;
    private Optional<Shape> chunks = Optional.empty();
    private ArraySpec spec = PlainSpec.of(DType.INT8, SHAPE);

    @Override
    public ArraySpec spec() {
      return spec;
    }

    @Override
    public Version version() {
      return new Version("1");
    }

    @Override
    public Optional<Shape> chunkShape() {
      return chunks;
    }

    @Override
    public ReadAhead advice() {
      return new ReadAhead(SLAB, DEPTH);
    }

    @Override
    public void read(Region region, CellBlock block) {
      MemorySegment target = block.cells();
      int row = (int) region.start(0);
      most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
      try {
        if (row == failingRow) {
          throw new ServiceException(ErrorCode.STORAGE_UNAVAILABLE, "Row " + row + " is lost.");
        }
        if (row > 0 && !isAlone) {
          together.await(30, TimeUnit.SECONDS);
        }
        target.fill((byte) row);
      } catch (ServiceException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("fewer reads are under way than may be", e);
      } finally {
        underWay.decrementAndGet();
      }
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private static PlanExecutor executor() {
    return new PlanExecutor(
        new PlanExecutor.Resources(
            DEPTH + 1, 0, MemoryBudget.only(MemoryUse.ANSWERS, 1 << 20), Duration.ofSeconds(1)));
  }

  private static CellReads reads(PlanExecutor executor) {
    return new CellReads(new ReadPlanner(new SlabSizes(64, 128, 10)), executor);
  }

  private static byte[] all(CellStream cells) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    cells.forEachSlab(slab -> bytes.write(slab.cells().toArray(ValueLayout.JAVA_BYTE)));
    return bytes.toByteArray();
  }

  private static byte[] rows(long... rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (long row : rows) {
      byte[] cells = new byte[SLAB];
      Arrays.fill(cells, (byte) row);
      bytes.writeBytes(cells);
    }
    return bytes.toByteArray();
  }

  @Test
  void asManySlabsAreReadAtATimeAsTheReaderAsksForAndArriveInOrder() throws IOException {
    Remote remote = new Remote();
    PlannedAccess planned = PlannedAccess.of(new Found(remote), Selection.whole(SHAPE));
    try (PlanExecutor executor = executor();
        CellStream cells = reads(executor).open(planned)) {
      assertThat(cells.plan().slabs()).isEqualTo(SHAPE.length(0));
      assertThat(all(cells)).isEqualTo(rows(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
      assertThat(remote.most).hasValue(DEPTH);
      assertThat(remote.closed).as("closed when all is read").hasValue(1);
    }
    assertThat(remote.closed).hasValue(1);
  }

  @Test
  void chunksOfPointsAreReadTogether() throws IOException {
    Remote remote = new Remote();
    remote.chunks = Optional.of(Shape.of(1, SLAB));
    PointColumns columns = new PointColumns(remote.spec.axes(), Lookup.EXACT);
    PointColumns.Column column = columns.column("isel." + remote.spec.axes().getFirst().name());
    int points = 4 * DEPTH;
    for (int n = 0; n < points; n++) {
      column.add(new Position(1, 1 + (5 * n) % points));
    }
    PlannedPoints planned =
        new PlannedPoints(
            new Found(remote), columns.select(Selection.whole(SHAPE)), Long.MAX_VALUE);
    try (PlanExecutor executor = executor();
        AnswerCells cells = reads(executor).open(planned, ByteSpan.whole(planned.cost()))) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      cells.forEachSlab(slab -> bytes.write(slab.cells().toArray(ValueLayout.JAVA_BYTE)));
      assertThat(bytes.size()).isEqualTo(points * SLAB);
      for (int at = 0; at < bytes.size(); at++) {
        assertThat(bytes.toByteArray()[at]).isEqualTo((byte) (1 + 5 * (at / SLAB) % points));
        at += SLAB / 2;
      }
    }
    assertThat(remote.most).hasValue(DEPTH);
  }

  @Test
  void aReductionThatNobodyWaitsForIsGivenUp() {
    Remote remote = new Remote();
    remote.isAlone = true;
    Reduction reduction =
        ReductionText.parse("sum", Optional.empty()).bind(remote.spec, Selection.whole(SHAPE));
    PlannedReduction planned = new PlannedReduction(new Found(remote), reduction);
    AtomicInteger asked = new AtomicInteger();
    MemoryShare memory = MemoryBudget.only(MemoryUse.ANSWERS, 1 << 20);
    PlanExecutor.Resources resources =
        new PlanExecutor.Resources(DEPTH + 1, 0, memory, Duration.ofSeconds(1));
    try (PlanExecutor executor = new PlanExecutor(resources)) {
      assertThatExceptionOfType(Interest.LostException.class)
          .isThrownBy(() ->
              reads(executor)
                  .open(
                      planned, ByteSpan.whole(planned.cost()), () -> asked.incrementAndGet() == 1));
      assertThat(asked).as("asked after a few slabs").hasValue(1);
      assertThat(remote.closed).hasValue(1);
      assertThat(memory.tryTake(1 << 20)).as("all memory is given back").isPresent();
    }
  }

  @Test
  void slabsThatAreGatheredHaveRoomOfTheirOwn() throws IOException {
    Remote remote = new Remote();
    remote.isAlone = true;
    Selection backwards =
        new Selection(
            SHAPE,
            List.of(
                new AxisSelection.Positions(List.of(0L, 9L, 7L, 5L, 3L, 1L, 2L)),
                new AxisSelection.Range(0, SLAB, 2)));
    try (PlanExecutor executor = executor();
        CellStream cells = reads(executor).open(PlannedAccess.of(new Found(remote), backwards))) {
      byte[] found = all(cells);
      assertThat(found).hasSize(7 * SLAB / 2);
      byte[] expected = {0, 9, 7, 5, 3, 1, 2};
      for (int at = 0; at < found.length; at++) {
        assertThat(found[at]).isEqualTo(expected[at / (SLAB / 2)]);
      }
    }
  }

  @Test
  void readThatFailsEndsTheStreamWhenNoOtherIsUnderWay() {
    Remote remote = new Remote();
    remote.failingRow = 4;
    remote.isAlone = true;
    try (PlanExecutor executor = executor();
        CellStream cells =
            reads(executor).open(PlannedAccess.of(new Found(remote), Selection.whole(SHAPE)))) {
      assertThatThrownBy(() -> all(cells)).hasMessageContaining("Row 4 is lost.");
      assertThat(remote.underWay).hasValue(0);
    }
    assertThat(remote.closed).hasValue(1);
  }

  @Test
  void consumerThatFailsIsToldSoAndNoReadIsUnderWay() {
    Remote remote = new Remote();
    remote.failingRow = 1;
    remote.isAlone = true;
    try (PlanExecutor executor = executor();
        CellStream cells =
            reads(executor).open(PlannedAccess.of(new Found(remote), Selection.whole(SHAPE)))) {
      assertThatThrownBy(() ->
              cells.forEachSlab(slab -> {
                throw new IOException("the client is gone");
              }))
          .isInstanceOf(IOException.class)
          .hasMessage("the client is gone");
      assertThat(remote.underWay).hasValue(0);
    }
  }

  @Test
  void arrayOfOtherAxesThanItsSelectionWasResolvedOverIsNotRead() {
    Remote remote = new Remote();
    remote.spec = PlainSpec.of(DType.INT8, Shape.of(SHAPE.length(0), SLAB + 1L));
    PlannedAccess planned = PlannedAccess.of(new Found(remote), Selection.whole(SHAPE));
    try (PlanExecutor executor = executor()) {
      assertThatThrownBy(() -> reads(executor).open(planned))
          .isInstanceOfSatisfying(
              ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCKED));
    }
    assertThat(remote.closed).hasValue(1);
  }

  /** An array in the form that it was found in, whatever it is now. */
  private record Found(Remote remote) implements CellArray {
    @Override
    public String name() {
      return "remote";
    }

    @Override
    public ArraySpec spec() {
      return PlainSpec.of(DType.INT8, SHAPE);
    }

    @Override
    public Version version() {
      return new Version("1");
    }

    @Override
    public CellReader open(Region bounds) {
      return remote;
    }
  }
}
