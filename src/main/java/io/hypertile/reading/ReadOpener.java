package io.hypertile.reading;

import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.ArrayReader;
import io.hypertile.engine.HeldArray;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.StorageOptions;
import io.hypertile.slice.Selection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Opens readings that have been planned. Thread-safe. */
public final class ReadOpener {
  /** Bytes that are copied in less time than a thread takes to wake another. */
  private static final long SMALL = 64 << 10;

  private final ArrayEngine engine;
  private final ReadPlanner planner;
  private final PlanExecutor executor;

  public ReadOpener(ArrayEngine engine, ReadPlanner planner, PlanExecutor executor) {
    this.engine = engine;
    this.planner = planner;
    this.executor = executor;
  }

  /** Opens the array as it is now. */
  public CellStream open(PlannedAccess planned, ByteSpan span) {
    Region bounds = bounds(planned.selection());
    return open(planned, span, () -> openNow(planned, bounds));
  }

  /** Opens the array as it was found, if that state is still held. */
  public CellStream open(HeldAccess access, ByteSpan span) {
    PlannedAccess planned = access.planned();
    Region bounds = bounds(planned.selection());
    return open(
        planned,
        span,
        () ->
            access
                .take()
                .map(held -> openHeld(held, bounds))
                .orElseGet(() -> openNow(planned, bounds)));
  }

  private ArrayReader openNow(PlannedAccess planned, Region bounds) {
    ArrayId id = planned.array().header().id();
    return engine.open(planned.collection(), id, bounds);
  }

  private static ArrayReader openHeld(HeldArray array, Region bounds) {
    try (array) {
      return array.open(bounds);
    }
  }

  private CellStream open(PlannedAccess planned, ByteSpan span, Supplier<ArrayReader> opener) {
    Function<ArrayReader, CellStream.Wanted> wanted =
        reader -> new CellStream.Wanted(planFor(planned, reader), span);
    return isSmall(planned) ? executor.openSmall(opener, wanted) : executor.open(opener, wanted);
  }

  /** Whether all that has to be done, by the collection, is to copy a few cells from one file. */
  private static boolean isSmall(PlannedAccess planned) {
    Collection collection = planned.collection();
    return planned.cost().bytes() <= SMALL
        && collection.arrays() instanceof ArraysSchema.ArraySchema
        && collection.options().map(StorageOptions::isContiguous).orElse(true);
  }

  private ReadPlan planFor(PlannedAccess planned, ArrayReader reader) {
    ArrayHeader header = reader.array().header();
    boolean same =
        header.equals(planned.array().header())
            || planned.resolver().apply(header).equals(planned.selection());
    if (!same) {
      throw new ServiceException(
          ErrorCode.LOCKED, "The array's attributes changed while it was being opened; try again.");
    }
    return planner.plan(
        planned.selection(), planned.collection().arrays().dtype(), reader.chunkShape());
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
