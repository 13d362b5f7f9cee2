package io.hypertile.reading;

import io.hypertile.array.CellReader;
import io.hypertile.error.TooLarge;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.slice.PointSelection;
import io.hypertile.slice.Selection.AxisSelection;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Reads slabs of points: those of a chunk through one box within it, so that a slab has every chunk
 * decoded once; those of plain cells one by one, or neighbours through one box. Boxes of a reader
 * that takes several reads at a time are read together. Immutable.
 */
final class PointReads implements SlabReading {
  private static final long ALIGNMENT = 64;

  private final PointAxes axes;
  private final PointSelection points;
  private final CellType dtype;
  private final Optional<Shape> chunks;
  private final PointGroups groups;
  private final List<AxisRuns> runs;
  private final long boxBytes;
  private final int width;

  private PointReads(
      PointAxes axes, CellType dtype, Optional<Shape> chunks, PointGroups groups, Runs runs) {
    this.axes = axes;
    this.points = axes.points();
    this.dtype = dtype;
    this.chunks = chunks;
    this.groups = groups;
    this.runs = runs.runs;
    this.boxBytes = runs.boxBytes + ALIGNMENT - 1 & -ALIGNMENT;
    this.width = runs.width;
  }

  /**
   * Bounds of the boxes.
   *
   * @param cut where the result is cut into slabs
   * @param gap bytes that are rather read than skipped
   * @param cover bytes of a box
   * @param width boxes that may be read at a time
   */
  record Bounds(ReadPlan.Cut cut, long gap, long cover, int width) {}

  /** Runs of the axes behind the points, bytes of the largest box, and boxes at a time. */
  private record Runs(List<AxisRuns> runs, long boxBytes, int width) {}

  static PointReads plan(PointAxes axes, CellType dtype, Optional<Shape> chunks, Bounds bounds) {
    long rowBytes = dtype.size();
    for (int other = 0; other < axes.others(); other++) {
      rowBytes = ReadCost.product(rowBytes, resultsInSlab(axes, other + 1, bounds));
    }
    long gap = bounds.gap / rowBytes;
    long span = Math.max(1, bounds.cover / rowBytes);
    PointGroups groups = new PointGroups(axes.points(), chunks, gap, span);
    return new PointReads(axes, dtype, chunks, groups, runs(axes, dtype, chunks, groups, bounds));
  }

  private static Runs runs(
      PointAxes axes, CellType dtype, Optional<Shape> chunks, PointGroups groups, Bounds bounds) {
    long inner = dtype.size() * groups.mostCells();
    List<AxisRuns> runs = new ArrayList<>();
    for (int other = axes.others() - 1; other >= 0; other--) {
      long chunk = chunks.isPresent() ? chunks.get().length(axes.axis(other)) : 0;
      long most = Math.max(Math.max(1, chunk), bounds.cover / inner);
      AxisRuns cut =
          new AxisRuns(axes.other(other), new AxisRuns.Merging(bounds.gap / inner, most, chunk));
      runs.addFirst(cut);
      inner = ReadCost.product(inner, cut.longest(resultsInSlab(axes, other + 1, bounds)));
    }
    return new Runs(List.copyOf(runs), inner, bounds.width);
  }

  private static long resultsInSlab(PointAxes axes, int at, Bounds bounds) {
    long count = axes.selections().get(at).count();
    if (at < bounds.cut.axis()) {
      return 1;
    }
    return at == bounds.cut.axis() ? Math.min(bounds.cut.rows(), count) : count;
  }

  @Override
  public long scratchBytes() {
    return boxBytes * width;
  }

  /**
   * Refuses points whose chunks have more cells than may be decoded.
   *
   * @param limit most bytes
   * @throws io.hypertile.error.ServiceException {@code result-too-large}
   */
  void requireWithin(long limit) {
    if (chunks.isEmpty()) {
      return;
    }
    long each = ReadCost.product(dtype.size(), groups.mostCells());
    for (int other = 0; other < axes.others(); other++) {
      each = ReadCost.product(each, decoded(other));
    }
    if (ReadCost.product(each, points.count()) <= limit) {
      return;
    }
    TooLarge.requireResult(
        ReadCost.product(each, groups.count()),
        limit,
        "The chunks that the points lie in exceed the limit of what is read for one answer; ask for"
            + " fewer points, or for points that lie closer together.");
  }

  /** Positions of an axis behind the points that are decoded at most, whole chunks of them. */
  private long decoded(int other) {
    int axis = axes.axis(other);
    long size = points.others().shape().length(axis);
    long chunk = Math.min(chunks.orElseThrow().length(axis), size);
    AxisSelection taken = axes.other(other);
    long covered =
        taken instanceof AxisSelection.Range range
            ? range.stop() - range.start() + 2 * chunk
            : ReadCost.product(taken.count(), chunk);
    return Math.min(Math.ceilDiv(size, chunk) * chunk, covered);
  }

  @Override
  public void read(Slab slab, CellReader reader, Memory memory, Executor helpers) {
    Region results = slab.results();
    int[] order = groups.order((int) results.start(0), (int) results.stop(0));
    PointTurns turns = new PointTurns(groups, order);
    SharedWork.run(
        helpers,
        width,
        number -> {
          MemorySegment scratch = memory.scratch().asSlice(number * boxBytes, boxBytes);
          Walk walk = new Walk(results, reader, memory.target(), scratch);
          boolean isDone = false;
          try {
            PointTurns.Turn turn = turns.next();
            while (!turn.isLast()) {
              walk.group(order, turn.start(), turn.end());
              turn = turns.next();
            }
            isDone = true;
          } finally {
            if (!isDone) {
              turns.stop();
            }
          }
        });
  }

  /** The groups of one slab that one thread reads. */
  private final class Walk {
    private final Region results;
    private final long[] resultStrides;
    private final CellReader reader;
    private final CellBlock target;
    private final MemorySegment scratch;
    private final long[] low = new long[points.others().axes().size()];
    private final long[] high = new long[low.length];
    private final long[] from;
    private final long[] to;

    Walk(Region results, CellReader reader, CellBlock target, MemorySegment scratch) {
      this.results = results;
      this.resultStrides = results.shape().strides();
      this.reader = reader;
      this.target = target;
      this.scratch = scratch;
      this.from = results.startArray();
      this.to = results.stopArray();
    }

    /** Reads the points of one group. */
    void group(int[] order, int start, int end) {
      for (int column = 0; column < points.columns(); column++) {
        int axis = points.axis(column);
        low[axis] = Long.MAX_VALUE;
        high[axis] = 0;
        for (int at = start; at < end; at++) {
          long position = points.position(column, order[at]);
          low[axis] = Math.min(low[axis], position);
          high[axis] = Math.max(high[axis], position + 1);
        }
      }
      walk(0, order, start, end);
    }

    /**
     * Cuts the axes behind the points into runs, one after the other, and reads each box of runs.
     */
    private void walk(int other, int[] order, int start, int end) {
      if (other == axes.others()) {
        readBox(order, start, end);
        return;
      }
      int axis = axes.axis(other);
      long first = results.start(other + 1);
      while (first < results.stop(other + 1)) {
        long last = runEnd(other, first, results.stop(other + 1));
        from[other + 1] = first;
        to[other + 1] = last;
        low[axis] = runs.get(other).low(first, last);
        high[axis] = runs.get(other).high(first, last);
        walk(other + 1, order, start, end);
        first = last;
      }
    }

    /** The end of a run, at the border of a chunk where the run has one. */
    private long runEnd(int other, long first, long limit) {
      long end = runs.get(other).end(first, limit);
      long chunk = chunks.isPresent() ? chunks.get().length(axes.axis(other)) : 0;
      if (end < limit
          && chunk > 1
          && axes.other(other) instanceof AxisSelection.Range range
          && range.step() == 1) {
        long aligned = end - range.position(end) % chunk;
        return aligned > first ? aligned : end;
      }
      return end;
    }

    private void readBox(int[] order, int start, int end) {
      Region box = Region.of(low, high);
      long bytes = box.shape().bytes(dtype);
      if (end - start == 1 && isStraight()) {
        reader.read(box, target.slice(cell(order[start]) * dtype.size(), bytes));
        return;
      }
      MemorySegment cells = scratch.asSlice(0, bytes);
      reader.read(box, target.with(cells));
      PointCopy copy =
          new PointCopy(
              axes,
              dtype.size(),
              new PointCopy.Box(cells, low, box.shape().strides()),
              new PointCopy.Part(target.cells(), from, to, resultStrides));
      for (int at = start; at < end; at++) {
        copy.copy(order[at], cell(order[at]));
      }
    }

    /** Whether a point's box has its cells as they stand in the slab. */
    private boolean isStraight() {
      boolean single = true;
      for (int other = 0; other < axes.others(); other++) {
        long length = to[other + 1] - from[other + 1];
        boolean dense = high[axes.axis(other)] - low[axes.axis(other)] == length;
        boolean ordered = length == 1 || axes.other(other) instanceof AxisSelection.Range;
        if (!dense || !ordered || (!single && length != results.length(other + 1))) {
          return false;
        }
        single &= length == 1;
      }
      return true;
    }

    /** The cell of the slab at which the box's cells of a point begin. */
    private long cell(int point) {
      long cell = (point - results.start(0)) * resultStrides[0];
      for (int other = 0; other < axes.others(); other++) {
        cell += (from[other + 1] - results.start(other + 1)) * resultStrides[other + 1];
      }
      return cell;
    }
  }
}
