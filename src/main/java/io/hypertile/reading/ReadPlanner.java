package io.hypertile.reading;

import io.hypertile.array.CellReader;
import io.hypertile.array.ChunkStretches;
import io.hypertile.array.ReadAhead;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import io.hypertile.reading.ReadPlan.Cut;
import io.hypertile.slice.Selection;
import io.hypertile.slice.Selection.AxisSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans how a selection is read. Pure: it opens nothing and asks nobody. */
public final class ReadPlanner {
  /** Bytes of a slab of points from chunks, which is large so that each chunk is decoded once. */
  private static final long POINT_SLAB = 64 << 20;

  /** Bytes of a slab whose rows are reduced to one. */
  private static final long TALL_SLAB = 4 << 20;

  /** Part of a slab's bytes that references to cells of any length have. */
  private static final long REFERENCES = 16;

  /** Stretches that one slab has cells of: each of them has to be opened. */
  private static final int MOST_TOGETHER = 32;

  private final SlabSizes sizes;

  /** A planner of slabs of these sizes. */
  public ReadPlanner(SlabSizes sizes) {
    this.sizes = sizes;
  }

  /**
   * Plans the reading of a selection whose result has at most 2^63-1 bytes.
   *
   * @param selection the part to read, of an array with axes
   * @param dtype type of the cells
   * @param chunks shape of the array's chunks; empty when it has none
   * @param advice how much the reader would have read at a time, and how far ahead
   */
  public ReadPlan plan(
      Selection selection, CellType dtype, Optional<Shape> chunks, ReadAhead advice) {
    return plan(selection, dtype, new Chunks(chunks, 0), advice);
  }

  /**
   * Chunks that a part of an array is stored in.
   *
   * @param shape empty when the part is not stored in chunks
   * @param start position on the first axis with which they begin
   */
  private record Chunks(Optional<Shape> shape, long start) {
    private static final Chunks NONE = new Chunks(Optional.empty(), 0);

    /** Length on an axis; 0 without chunks. */
    long length(int axis) {
      return shape.isPresent() ? shape.get().length(axis) : 0;
    }
  }

  /** Plans the reading of an access with a reader of its array. */
  SlabPlan plan(PlannedAccess planned, CellReader reader) {
    return reader
        .stretches()
        .map(stretches -> plan(planned.selection(), planned.dtype(), stretches, reader.advice()))
        .orElseGet(() ->
            planAny(planned.selection(), planned.dtype(), reader.chunkShape(), reader.advice()));
  }

  /**
   * Plans the reading of parts of an access, one behind the other: of several, which only arrays
   * without chunks have, in slabs of many rows of the first axis.
   *
   * @param parts with axes and cells; a single one is the whole access
   */
  SlabPlan plan(PlannedAccess planned, List<Selection> parts, CellReader reader) {
    if (parts.size() == 1) {
      return plan(planned, reader);
    }
    ReadAhead advice = reader.advice();
    CellType dtype = planned.dtype();
    Pace pace = new Pace(Math.max(TALL_SLAB, target(dtype, advice)), advice.depth());
    List<SlabPlan> plans = new ArrayList<>();
    parts.forEach(part -> plans.add(plan(part, dtype, Chunks.NONE, pace)));
    return new JoinedPlan(plans, advice.depth());
  }

  /**
   * Amounts that are read.
   *
   * @param target bytes at a time
   * @param depth slabs ahead
   */
  private record Pace(long target, int depth) {}

  private ReadPlan plan(Selection selection, CellType dtype, Chunks own, ReadAhead advice) {
    return plan(selection, dtype, own, new Pace(target(dtype, advice), advice.depth()));
  }

  private ReadPlan plan(Selection selection, CellType dtype, Chunks own, Pace pace) {
    Optional<Shape> chunks = own.shape;
    long target = pace.target;
    Cut cut = cut(selection.axes(), dtype, own, target);
    if (!dtype.isAnyLength()
        && chunks.isPresent()
        && decodings(selection.axes(), chunks.get(), cut) > 1) {
      cut = cut(selection.axes(), dtype, own, Math.max(target, sizes.most()));
    }
    long cover = Math.max(target, cut.rows() * cut.rowBytes());
    SlabReads.Bounds bounds = new SlabReads.Bounds(cut.axis(), cut.rows(), sizes.gap(), cover);
    SlabReads reads = SlabReads.plan(selection, dtype, chunks, bounds);
    return new ReadPlan(selection.fullShape(), dtype, cut, reads, pace.depth);
  }

  /**
   * The same of any array, one without axes included, which has one cell, and one without cells.
   */
  public SlabPlan planAny(
      Selection selection, CellType dtype, Optional<Shape> chunks, ReadAhead advice) {
    if (selection.cells() == 0) {
      return new SinglePlan(dtype, 0);
    }
    return selection.axes().isEmpty()
        ? new SinglePlan(dtype, 1)
        : plan(selection, dtype, chunks, advice);
  }

  /**
   * Plans the reading of a selection of an array with stretches that have chunks of their own.
   * Chunks that fit are read in one piece, of one stretch; short stretches are read several at a
   * time.
   */
  public SlabPlan plan(
      Selection selection, CellType dtype, ChunkStretches stretches, ReadAhead advice) {
    if (selection.cells() == 0
        || dtype.isAnyLength()
        || !(selection.axes().getFirst() instanceof AxisSelection.Range range)
        || range.step() != 1) {
      return planAny(selection, dtype, Optional.empty(), advice);
    }
    long target = target(dtype, advice);
    long rowBytes = ReadCost.of(selection, dtype).bytes() / range.count();
    List<SlabPlan> parts = new ArrayList<>();
    long start = range.start();
    while (start < range.stop()) {
      long stop = Math.min(stretches.stop(start), range.stop());
      boolean isShort = (stop - start) * rowBytes <= target;
      for (int few = 1; isShort && few < MOST_TOGETHER && stop < range.stop(); few++) {
        long next = Math.min(stretches.stop(stop), range.stop());
        if ((next - start) * rowBytes > target) {
          break;
        }
        stop = next;
      }
      Chunks chunks =
          isShort ? Chunks.NONE : new Chunks(stretches.chunks(), stretches.start(start));
      parts.add(plan(selection.along(0, start, stop), dtype, chunks, advice));
      start = stop;
    }
    return parts.size() == 1 ? parts.getFirst() : new JoinedPlan(parts, advice.depth());
  }

  /**
   * Plans the reading of several boxes, one behind the other.
   *
   * @param planned the boxes, whose results have at most 2^63-1 bytes together
   * @param chunks shape of the array's chunks; empty when it has none
   * @param advice how much the reader would have read at a time, and how far ahead
   * @throws io.hypertile.error.ServiceException {@code result-too-large} if more would be decoded
   *     than the boxes may cost
   */
  public SlabPlan plan(PlannedBoxes planned, Optional<Shape> chunks, ReadAhead advice) {
    CellType dtype = planned.dtype();
    chunks.ifPresent(shape -> BoxChunks.requireWithin(planned, shape));
    List<SlabPlan> parts =
        planned.boxes().stream()
            .map(box -> planAny(box.selection(), dtype, chunks, advice))
            .toList();
    boolean isEmpty = parts.stream().allMatch(part -> part.resultBytes() == 0);
    return isEmpty ? new SinglePlan(dtype, 0) : new JoinedPlan(parts, advice.depth());
  }

  /**
   * Plans the reading of points.
   *
   * @param planned the points, whose result has at most 2^63-1 bytes
   * @param chunks shape of the array's chunks; empty when it has none
   * @param advice how much the reader would have read at a time, and how far ahead
   * @throws io.hypertile.error.ServiceException {@code result-too-large} if more would be decoded
   *     than the points may cost
   */
  public SlabPlan plan(PlannedPoints planned, Optional<Shape> chunks, ReadAhead advice) {
    CellType dtype = planned.dtype();
    PointAxes axes = new PointAxes(planned.points());
    if (axes.results().cells() == 0) {
      return new SinglePlan(dtype, 0);
    }
    long target = target(dtype, advice);
    long least = chunks.isPresent() && !dtype.isAnyLength() ? Math.max(POINT_SLAB, target) : target;
    Cut cut = cut(axes.selections(), dtype, Chunks.NONE, least);
    // Of chunks, one slab is read while another is handed on, by as many threads as the reader
    // takes; bytes of cells of any length are gathered by one.
    int width = chunks.isPresent() && !dtype.isAnyLength() ? advice.depth() : 1;
    PointReads.Bounds bounds = new PointReads.Bounds(cut, sizes.gap(), sizes.most(), width);
    PointReads reads = PointReads.plan(axes, dtype, chunks, bounds);
    reads.requireWithin(planned.limit());
    return new ReadPlan(axes.results(), dtype, cut, reads, width > 1 ? 1 : advice.depth());
  }

  /** Bytes that are read together; few where each reference may lead to many more. */
  private long target(CellType dtype, ReadAhead advice) {
    return dtype.isAnyLength()
        ? Math.max(1, sizes.target() / REFERENCES)
        : Math.max(sizes.target(), advice.slabBytes());
  }

  /** Cuts at the outermost axis of which one result fits the budget. */
  private static Cut cut(List<AxisSelection> axes, CellType dtype, Chunks chunks, long budget) {
    int axis = axes.size() - 1;
    long rowBytes = dtype.size();
    while (axis > 0 && rowBytes * axes.get(axis).count() <= budget) {
      rowBytes *= axes.get(axis).count();
      axis--;
    }
    long rows = Math.clamp(budget / rowBytes, 1, axes.get(axis).count());
    long start = axis == 0 ? chunks.start : 0;
    Cut cut = new Cut(axis, rows, rows, rowBytes);
    return aligned(axes.get(axis), cut, chunks.length(axis), start);
  }

  /**
   * Moves the cuts to the borders of chunks where a slab holds whole rows of them.
   *
   * @param start position with which a chunk begins, at or before the selection
   */
  private static Cut aligned(AxisSelection selection, Cut cut, long chunk, long start) {
    boolean steady = selection instanceof AxisSelection.Range range && range.step() == 1;
    if (!steady || chunk <= 1 || cut.rows() < chunk || cut.rows() >= selection.count()) {
      return cut;
    }
    long whole = cut.rows() - cut.rows() % chunk;
    long phase = whole - (selection.position(0) - start) % whole;
    return new Cut(cut.axis(), whole, phase, cut.rowBytes());
  }

  /** Greatest number of times that one chunk is decoded, for slabs divided like this. */
  private static double decodings(List<AxisSelection> axes, Shape chunks, Cut cut) {
    double times = 1;
    for (int axis = 0; axis <= cut.axis() && axis < axes.size(); axis++) {
      long rows = axis == cut.axis() ? cut.rows() : 1;
      long shared = Math.min(chunks.length(axis), axes.get(axis).count());
      times *= Math.max(1, Math.ceilDiv(shared, rows));
    }
    return times;
  }
}
