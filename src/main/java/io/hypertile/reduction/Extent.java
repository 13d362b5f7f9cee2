package io.hypertile.reduction;

import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The smallest box with all cells of an array that hold something: neither a blank value nor NaN
 * nor NaT. {@link #take} the cells in C order, slab by slab, then {@link #box}. Memory depends on
 * the number of axes alone. Used by one thread at a time.
 */
public final class Extent {
  private final EmptyCells empty;
  private final Optional<MemorySegment> blank;
  private final int cellSize;
  private final Shape shape;
  private final long[] index;
  private final long[] low;
  private final long[] high;

  /**
   * An extent without cells.
   *
   * @param shape lengths of the axes, at least one
   * @param type of the cells
   * @param blank value of cells that hold nothing, beside NaN and NaT, where there is one
   */
  public Extent(Shape shape, CellType type, Optional<FillValue> blank) {
    this.empty = new EmptyCells(type, blank);
    this.blank = blank.map(fill -> MemorySegment.ofArray(fill.bytes()));
    this.cellSize = type.size();
    this.shape = shape;
    this.index = new long[shape.rank()];
    this.low = shape.toList().stream().mapToLong(Long::longValue).toArray();
    this.high = new long[index.length];
  }

  /**
   * Takes the next cells.
   *
   * @param cells whole cells, in C order
   */
  public void take(CellBlock cells) {
    long count = cells.cells().byteSize() / cellSize;
    int last = index.length - 1;
    boolean isEmpty = blank.isPresent() && cells.isAll(blank.get());
    long done = 0;
    while (done < count) {
      long run = Math.min(count - done, shape.length(last) - index[last]);
      if (!isEmpty) {
        takeRun(cells, done, run);
      }
      done += run;
      advance(run);
    }
  }

  /** Takes cells that follow one another along the last axis, up to its end at most. */
  private void takeRun(CellBlock cells, long start, long run) {
    int last = index.length - 1;
    long first = 0;
    while (first < run && empty.isEmpty(cells, start + first)) {
      first++;
    }
    if (first == run) {
      return;
    }
    long end = run;
    while (empty.isEmpty(cells, start + end - 1)) {
      end--;
    }
    for (int axis = 0; axis < last; axis++) {
      low[axis] = Math.min(low[axis], index[axis]);
      high[axis] = Math.max(high[axis], index[axis] + 1);
    }
    low[last] = Math.min(low[last], index[last] + first);
    high[last] = Math.max(high[last], index[last] + end);
  }

  private void advance(long run) {
    int axis = index.length - 1;
    index[axis] += run;
    while (axis > 0 && index[axis] == shape.length(axis)) {
      index[axis--] = 0;
      index[axis]++;
    }
  }

  /** The box; empty when no cell that was taken holds anything. */
  public Optional<Region> box() {
    return high[0] == 0 ? Optional.empty() : Optional.of(Region.of(low, high));
  }
}
