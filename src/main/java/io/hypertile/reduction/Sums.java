package io.hypertile.reduction;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Sums, means, deviations and counts of float64. Sums carry their rounding errors along (Neumaier);
 * deviations are Welford's, which loses nothing to a large mean.
 */
final class Sums implements Accumulator {
  private static final ValueLayout.OfDouble REAL = ValueLayout.JAVA_DOUBLE;
  private static final ValueLayout.OfLong COUNT = ValueLayout.JAVA_LONG;

  private final Kind kind;
  private final MemorySegment state;
  private final int stride;

  /** Kind of the result. */
  enum Kind {
    COUNT,
    SUM,
    MEAN,
    STD
  }

  Sums(Kind kind, MemorySegment state) {
    this.kind = kind;
    this.state = state;
    this.stride = kind == Kind.COUNT ? 8 : kind == Kind.SUM ? 16 : 24;
  }

  @Override
  public void add(Block block, int from, int to, long result) {
    long at = result * stride;
    switch (kind) {
      case COUNT -> {
        long count = 0;
        for (int i = from; i < to; i++) {
          count += Double.isNaN(block.reals[i]) ? 0 : 1;
        }
        state.set(COUNT, at, state.get(COUNT, at) + count);
      }
      case SUM, MEAN -> sum(block, from, to, at);
      case STD -> deviate(block, from, to, at);
    }
  }

  @Override
  public void each(Block block, int count, long first) {
    switch (kind) {
      case SUM, MEAN -> sumEach(block, count, first * stride);
      case COUNT, STD -> Accumulator.super.each(block, count, first);
    }
  }

  /**
   * Adds each cell to a sum of its own. The error is that of {@link #sum}, exact, without a
   * comparison of which number is larger (Knuth, The Art of Computer Programming, 4.2.2).
   */
  private void sumEach(Block block, int count, long start) {
    boolean isCounted = kind == Kind.MEAN;
    long at = start;
    for (int i = 0; i < count; i++, at += stride) {
      double value = block.reals[i];
      if (Double.isNaN(value)) {
        continue;
      }
      double sum = state.get(REAL, at);
      double next = sum + value;
      double added = next - sum;
      double error = (sum - (next - added)) + (value - added);
      state.set(REAL, at, next);
      state.set(REAL, at + 8, state.get(REAL, at + 8) + error);
      if (isCounted) {
        state.set(COUNT, at + 16, state.get(COUNT, at + 16) + 1);
      }
    }
  }

  private void sum(Block block, int from, int to, long at) {
    double sum = state.get(REAL, at);
    double error = state.get(REAL, at + 8);
    long count = 0;
    for (int i = from; i < to; i++) {
      double value = block.reals[i];
      if (!Double.isNaN(value)) {
        double next = sum + value;
        error += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
        sum = next;
        count++;
      }
    }
    state.set(REAL, at, sum);
    state.set(REAL, at + 8, error);
    if (kind == Kind.MEAN) {
      state.set(COUNT, at + 16, state.get(COUNT, at + 16) + count);
    }
  }

  private void deviate(Block block, int from, int to, long at) {
    double mean = state.get(REAL, at);
    double squares = state.get(REAL, at + 8);
    long count = state.get(COUNT, at + 16);
    for (int i = from; i < to; i++) {
      double value = block.reals[i];
      if (!Double.isNaN(value)) {
        count++;
        double distance = value - mean;
        mean += distance / count;
        squares += distance * (value - mean);
      }
    }
    state.set(REAL, at, mean);
    state.set(REAL, at + 8, squares);
    state.set(COUNT, at + 16, count);
  }

  @Override
  public double real(long result) {
    long at = result * stride;
    double sum = state.get(REAL, at);
    return switch (kind) {
      case COUNT -> whole(result);
      case SUM -> corrected(sum, at);
      case MEAN -> {
        long count = state.get(COUNT, at + 16);
        yield count == 0 ? Double.NaN : corrected(sum, at) / count;
      }
      case STD -> {
        long count = state.get(COUNT, at + 16);
        yield count == 0 ? Double.NaN : Math.sqrt(state.get(REAL, at + 8) / count);
      }
    };
  }

  /** The sum with its errors; where it is infinite they are not numbers. */
  private double corrected(double sum, long at) {
    return Double.isFinite(sum) ? sum + state.get(REAL, at + 8) : sum;
  }

  @Override
  public long whole(long result) {
    return state.get(COUNT, result * stride);
  }
}
