package io.hypertile.reduction;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Quantiles of float64, for which all numbers are kept: NumPy's linear interpolation. */
final class Quantiles implements Accumulator {
  private static final ValueLayout.OfDouble REAL = ValueLayout.JAVA_DOUBLE;
  private static final ValueLayout.OfLong COUNT = ValueLayout.JAVA_LONG;

  private final double quantile;
  private final MemorySegment state;
  private final long stride;

  Quantiles(Reduction reduction, MemorySegment state) {
    this.quantile = reduction.quantile();
    this.state = state;
    this.stride = reduction.stateBytes();
  }

  @Override
  public void add(Block block, int from, int to, long result) {
    long at = result * stride;
    long count = state.get(COUNT, at);
    for (int i = from; i < to; i++) {
      if (!Double.isNaN(block.reals[i])) {
        count++;
        state.set(REAL, at + 8 * count, block.reals[i]);
      }
    }
    state.set(COUNT, at, count);
  }

  @Override
  public double real(long result) {
    long at = result * stride;
    int count = (int) state.get(COUNT, at);
    if (count == 0) {
      return Double.NaN;
    }
    double[] sorted = new double[count];
    MemorySegment.copy(state, REAL, at + 8, sorted, 0, count);
    Arrays.sort(sorted);
    double place = quantile * (count - 1);
    int low = (int) Math.floor(place);
    int high = Math.min(low + 1, count - 1);
    double part = place - low;
    double step = sorted[high] - sorted[low];
    // From the nearer end, as NumPy does, so that both ends are met exactly.
    return part < 0.5 ? sorted[low] + step * part : sorted[high] - step * (1 - part);
  }
}
