package io.hypertile.reading;

import io.hypertile.array.CellReader;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.reading.AxisRuns.Merging;
import io.hypertile.slice.Selection;
import io.hypertile.slice.Selection.AxisSelection;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Reads slabs of a selection: through one box where the selection has neither steps nor lists,
 * otherwise through boxes that cover runs of near positions, from which the selected cells are
 * gathered. Immutable.
 */
final class SlabReads implements SlabReading {
  private final Selection selection;
  private final CellType dtype;
  private final List<AxisRuns> runs;
  private final long scratchBytes;

  private SlabReads(Selection selection, CellType dtype, List<AxisRuns> runs, long scratchBytes) {
    this.selection = selection;
    this.dtype = dtype;
    this.runs = runs;
    this.scratchBytes = scratchBytes;
  }

  /** Bounds of the boxes: the cut of the slabs, bytes worth skipping, and bytes of a box. */
  record Bounds(int cutAxis, long cutRows, long gap, long cover) {}

  static SlabReads plan(
      Selection selection, CellType dtype, Optional<Shape> chunks, Bounds bounds) {
    List<AxisSelection> axes = selection.axes();
    List<AxisRuns> runs = new ArrayList<>();
    long inner = dtype.size();
    for (int axis = axes.size() - 1; axis >= 0; axis--) {
      long chunk = chunks.isPresent() ? chunks.get().length(axis) : 0;
      Merging merging = new Merging(bounds.gap / inner, Math.max(1, bounds.cover / inner), chunk);
      AxisRuns cut = new AxisRuns(axes.get(axis), merging);
      runs.addFirst(cut);
      inner *= cut.longest(resultsInSlab(axes.get(axis), axis, bounds));
    }
    boolean direct = selection.asRegion().isPresent();
    return new SlabReads(selection, dtype, List.copyOf(runs), direct ? 0 : inner);
  }

  private static long resultsInSlab(AxisSelection axis, int at, Bounds bounds) {
    if (at < bounds.cutAxis) {
      return 1;
    }
    return at == bounds.cutAxis ? Math.min(bounds.cutRows, axis.count()) : axis.count();
  }

  @Override
  public long scratchBytes() {
    return scratchBytes;
  }

  @Override
  public void read(Slab slab, CellReader reader, Memory memory, Executor helpers) {
    Region results = slab.results();
    new Walk(results, reader, memory.target(), memory.scratch())
        .walk(0, results.startArray(), results.stopArray());
  }

  /** One slab on its way. */
  private final class Walk {
    private final Region results;
    private final Shape slabShape;
    private final CellReader reader;
    private final CellBlock target;
    private final MemorySegment scratch;

    Walk(Region results, CellReader reader, CellBlock target, MemorySegment scratch) {
      this.results = results;
      this.slabShape = results.shape();
      this.reader = reader;
      this.target = target;
      this.scratch = scratch;
    }

    /** Cuts the axis into runs and continues with the next axis; reads when all axes are cut. */
    void walk(int axis, long[] from, long[] to) {
      if (axis == from.length) {
        readBox(from, to);
        return;
      }
      long start = results.start(axis);
      while (start < results.stop(axis)) {
        long end = runs.get(axis).end(start, results.stop(axis));
        from[axis] = start;
        to[axis] = end;
        walk(axis + 1, from, to);
        start = end;
      }
    }

    private void readBox(long[] from, long[] to) {
      long[] low = new long[from.length];
      long[] high = new long[from.length];
      boolean dense = true;
      for (int axis = 0; axis < low.length; axis++) {
        low[axis] = runs.get(axis).low(from[axis], to[axis]);
        high[axis] = runs.get(axis).high(from[axis], to[axis]);
        dense &= to[axis] - from[axis] == 1 || isUnbroken(axis);
      }
      Region source = Region.of(low, high);
      Region part = Region.of(from, to).relativeTo(results);
      long bytes = source.shape().bytes(dtype);
      if (dense && part.isRunOf(slabShape)) {
        reader.read(source, target.slice(firstCell(part) * dtype.size(), bytes));
        return;
      }
      MemorySegment cells = scratch.asSlice(0, bytes);
      // References of what is gathered lead to the slab's own heap, so that they can be copied.
      reader.read(source, target.with(cells));
      Gather.Source covering = new Gather.Source(source, cells);
      Gather.Target gathered = new Gather.Target(part, slabShape, target.cells());
      Gather.gather(selection, covering, from, gathered, dtype.size());
    }

    /** Whether positions of one run follow one another. */
    private boolean isUnbroken(int axis) {
      return switch (selection.axes().get(axis)) {
        case AxisSelection.Index ignored -> true;
        case AxisSelection.Range range -> range.step() == 1;
        case AxisSelection.Positions ignored -> false;
        case AxisSelection.Wrapped wrapped -> wrapped.step() == 1;
      };
    }

    private long firstCell(Region part) {
      long cell = 0;
      for (int axis = 0; axis < part.rank(); axis++) {
        cell = cell * slabShape.length(axis) + part.start(axis);
      }
      return cell;
    }
  }
}
