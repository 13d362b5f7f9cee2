package io.hypertile.reduction;

import io.hypertile.ndarray.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Sums and means of whole numbers of up to 32 bits, exact: so few of them that no sum exceeds 64
 * bits. Sums and numbers of nulls lie in planes of their own.
 */
final class WholeSums implements Accumulator {
  private static final ValueLayout.OfLong WHOLE = ValueLayout.JAVA_LONG;

  /** Most cells of a result: as many numbers of 32 bits have a sum of less than 2^63. */
  private static final long MOST_CELLS = 1L << 31;

  private final long cellsPerResult;
  private final MemorySegment state;
  private final long nulls;
  private final long[] some = new long[Block.SIZE];
  private final @Nullable ShortRows shorts;
  private boolean hasNulls;

  /**
   * Sums without cells.
   *
   * @param hasNull whether a number stands for null
   */
  WholeSums(Reduction reduction, boolean hasNull, MemorySegment state) {
    this.shorts = reduction.dtype() == DType.INT16 && !hasNull ? new ShortRows() : null;
    this.cellsPerResult = reduction.cellsPerResult();
    this.state = state;
    this.nulls = reduction.results() * Long.BYTES;
    state.asSlice(0, nulls).fill((byte) 0);
  }

  /** Whether no sum of a reduction of whole numbers can exceed 64 bits. */
  static boolean hold(Reduction reduction) {
    return reduction.dtype().size() < Long.BYTES && reduction.cellsPerResult() <= MOST_CELLS;
  }

  @Override
  public void each(Block block, int count, long first) {
    if (block.hasMissing()) {
      for (int i = 0; i < count; i++) {
        if (block.missing[i]) {
          block.wholes[i] = 0;
          addNulls(first + i, 1);
        }
      }
    }
    add(block.wholes, count, state.asSlice(first * Long.BYTES, (long) count * Long.BYTES));
  }

  private static void add(long[] values, int count, MemorySegment sums) {
    for (int i = 0; i < count; i++) {
      sums.setAtIndex(WHOLE, i, sums.getAtIndex(WHOLE, i) + values[i]);
    }
  }

  @Override
  public boolean isAdded(CellRows rows, long first, int count) {
    if (shorts == null) {
      return false;
    }
    load(first, count);
    shorts.add(rows, first, count, some);
    MemorySegment.copy(some, 0, state, WHOLE, first * Long.BYTES, count);
    return true;
  }

  private void load(long first, int count) {
    MemorySegment.copy(state, WHOLE, first * Long.BYTES, some, 0, count);
  }

  private void addNulls(long result, long more) {
    if (more == 0) {
      return;
    }
    if (!hasNulls) {
      state.asSlice(nulls, nulls).fill((byte) 0);
      hasNulls = true;
    }
    long at = nulls + result * Long.BYTES;
    state.set(WHOLE, at, state.get(WHOLE, at) + more);
  }

  @Override
  public void add(Block block, int from, int to, long result) {
    if (block.hasMissing()) {
      int missing = 0;
      for (int i = from; i < to; i++) {
        if (block.missing[i]) {
          block.wholes[i] = 0;
          missing++;
        }
      }
      addNulls(result, missing);
    }
    long at = result * Long.BYTES;
    state.set(WHOLE, at, state.get(WHOLE, at) + sum(block.wholes, from, to));
  }

  /** Sum in four parts, so that no addition waits for the one before. */
  private static long sum(long[] values, int from, int to) {
    long one = 0;
    long two = 0;
    long three = 0;
    long four = 0;
    int i = from;
    for (; i < to - 3; i += 4) {
      one += values[i];
      two += values[i + 1];
      three += values[i + 2];
      four += values[i + 3];
    }
    for (; i < to; i++) {
      one += values[i];
    }
    return one + two + three + four;
  }

  @Override
  public void reals(long first, int count, double[] target) {
    if (hasNulls) {
      Accumulator.super.reals(first, count, target);
      return;
    }
    load(first, count);
    double divisor = cellsPerResult;
    for (int i = 0; i < count; i++) {
      target[i] = some[i] / divisor;
    }
  }

  @Override
  public double real(long result) {
    long missing = hasNulls ? state.get(WHOLE, nulls + result * Long.BYTES) : 0;
    long count = cellsPerResult - missing;
    return count == 0 ? Double.NaN : (double) whole(result) / count;
  }

  @Override
  public long whole(long result) {
    return state.get(WHOLE, result * Long.BYTES);
  }
}
