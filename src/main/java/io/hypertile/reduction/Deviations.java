package io.hypertile.reduction;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Deviations and counts of float64. Deviations are Welford's, which loses nothing to a large mean.
 */
final class Deviations implements Accumulator {
  private static final ValueLayout.OfDouble REAL = ValueLayout.JAVA_DOUBLE;
  private static final ValueLayout.OfLong COUNT = ValueLayout.JAVA_LONG;

  private final Kind kind;
  private final MemorySegment state;
  private final int stride;

  /** Kind of the result. */
  enum Kind {
    COUNT,
    STD
  }

  Deviations(Kind kind, MemorySegment state) {
    this.kind = kind;
    this.state = state;
    this.stride = kind == Kind.COUNT ? 8 : 24;
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
      case STD -> deviate(block, from, to, at);
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
    return switch (kind) {
      case COUNT -> whole(result);
      case STD -> {
        long count = state.get(COUNT, at + 16);
        yield count == 0 ? Double.NaN : Math.sqrt(state.get(REAL, at + 8) / count);
      }
    };
  }

  @Override
  public long whole(long result) {
    return state.get(COUNT, result * stride);
  }
}
