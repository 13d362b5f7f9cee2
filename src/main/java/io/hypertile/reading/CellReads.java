package io.hypertile.reading;

import io.hypertile.array.CellReader;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Region;
import io.hypertile.slice.Selection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Opens readings that have been planned, of any array. Thread-safe. */
public final class CellReads {
  /** Bytes that are copied in less time than a thread takes to wake another. */
  private static final long SMALL = 64 << 10;

  private final ReadPlanner planner;
  private final PlanExecutor executor;

  /** Readings of slabs that a planner cuts and an executor reads. */
  public CellReads(ReadPlanner planner, PlanExecutor executor) {
    this.planner = planner;
    this.executor = executor;
  }

  /**
   * Opens a planned reading and reads its first slab.
   *
   * @param planned its array is opened in the state that it was found in if that is still held
   * @throws ServiceException {@code too-many-requests} if there is no memory for it in time, {@code
   *     locked} if the array's axes or its type changed since it was found
   */
  public CellStream open(PlannedAccess planned) {
    return open(planned, ByteSpan.whole(planned.cost()));
  }

  /**
   * Opens a planned reading of some of the result's bytes. Reads the slabs that have them.
   *
   * @param span the bytes, at least one
   * @throws ServiceException as {@link #open(PlannedAccess)}
   */
  public CellStream open(PlannedAccess planned, ByteSpan span) {
    Region bounds = bounds(planned.selection());
    Supplier<CellReader> opener = () -> planned.array().open(bounds);
    Function<CellReader, CellStream.Wanted> wanted =
        reader -> new CellStream.Wanted(planFor(planned, reader), span);
    return isSmall(planned) ? executor.openSmall(opener, wanted) : executor.open(opener, wanted);
  }

  /** Whether all that has to be done is most likely to copy a few cells from one file. */
  private static boolean isSmall(PlannedAccess planned) {
    return planned.cost().bytes() <= SMALL && planned.array().isQuick();
  }

  /** The plan for a reader, which must have the axes that the selection was resolved over. */
  private ReadPlan planFor(PlannedAccess planned, CellReader reader) {
    if (!reader.spec().equals(planned.array().spec())) {
      throw new ServiceException(
          ErrorCode.LOCKED, "The array's attributes changed while it was being opened; try again.");
    }
    return planner.plan(planned.selection(), planned.dtype(), reader.chunkShape(), reader.advice());
  }

  /** The smallest box with all positions of a selection. */
  private static Region bounds(Selection selection) {
    List<Selection.AxisSelection> axes = selection.axes();
    long[] start = new long[axes.size()];
    long[] stop = new long[axes.size()];
    for (int axis = 0; axis < start.length; axis++) {
      AxisRuns runs = new AxisRuns(axes.get(axis), new AxisRuns.Merging(0, 1, 0));
      long count = axes.get(axis).count();
      start[axis] = runs.low(0, count);
      stop[axis] = runs.high(0, count);
    }
    return Region.of(start, stop);
  }
}
