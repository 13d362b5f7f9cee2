package io.hypertile.reduction;

import io.hypertile.ndarray.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Quantiles of 80-bit numbers, for which all are kept: NumPy's linear interpolation. */
final class WideQuantiles implements Accumulator {
  private static final ValueLayout.OfLong COUNT = ValueLayout.JAVA_LONG;

  private final double quantile;
  private final Parts cells;
  private final int size;
  private final long stride;
  private final MemorySegment state;
  private final byte[] held;
  private final Wide one = new Wide();
  private final Wide other = new Wide();

  WideQuantiles(Reduction reduction, MemorySegment state) {
    this.quantile = reduction.quantile();
    this.cells = new Parts(reduction.dtype());
    this.size = reduction.dtype().size();
    this.stride = reduction.stateBytes();
    this.state = state;
    this.held = new byte[size];
  }

  @Override
  public void add(Block block, int from, int to, long result) {
    long at = result * stride;
    long count = state.get(COUNT, at);
    for (int i = from; i < to; i++) {
      if (!block.missing[i]) {
        MemorySegment.copy(block.cells(), block.offset(i), state, at + 8 + count * size, size);
        count++;
      }
    }
    state.set(COUNT, at, count);
  }

  @Override
  public void put(long result, MemorySegment target, long offset) {
    long at = result * stride;
    long count = state.get(COUNT, at);
    if (count == 0) {
      Parts.putNull(DType.LONGDOUBLE, target, offset);
      return;
    }
    MemorySegment all = state.asSlice(at + 8, count * size);
    sort(all, count);
    double place = quantile * (count - 1);
    long low = (long) Math.floor(place);
    long high = Math.min(low + 1, count - 1);
    cells.get(all, low * size, 0, one);
    cells.get(all, high * size, 0, other);
    other.subtract(one);
    Wide part = new Wide();
    part.set(place - low);
    other.multiply(part);
    one.add(other);
    cells.put(target, offset, 0, one);
  }

  /** Sorts cells where they are, as a heap whose greatest is taken away one by one. */
  private void sort(MemorySegment all, long count) {
    for (long root = count / 2 - 1; root >= 0; root--) {
      sink(all, root, count);
    }
    for (long end = count - 1; end > 0; end--) {
      swap(all, 0, end);
      sink(all, 0, end);
    }
  }

  private void sink(MemorySegment all, long from, long count) {
    long root = from;
    for (long child = 2 * root + 1; child < count; child = 2 * root + 1) {
      if (child + 1 < count && cells.compare(all, child * size, all, (child + 1) * size) < 0) {
        child++;
      }
      if (cells.compare(all, root * size, all, child * size) >= 0) {
        return;
      }
      swap(all, root, child);
      root = child;
    }
  }

  private void swap(MemorySegment all, long one, long other) {
    MemorySegment.copy(all, ValueLayout.JAVA_BYTE, one * size, held, 0, size);
    MemorySegment.copy(all, other * size, all, one * size, size);
    MemorySegment.copy(held, 0, all, ValueLayout.JAVA_BYTE, other * size, size);
  }
}
