package io.hypertile.reduction;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** One float64 chosen of many: the least, greatest, first or last that is no NaN. */
final class Choices implements Accumulator {
  private static final ValueLayout.OfDouble REAL = ValueLayout.JAVA_DOUBLE;
  private static final int STRIDE = 16;

  private final Operation operation;
  private final MemorySegment state;

  Choices(Operation operation, MemorySegment state) {
    this.operation = operation;
    this.state = state;
  }

  @Override
  public void add(Block block, int from, int to, long result) {
    long at = result * STRIDE;
    boolean found = state.get(REAL, at + 8) != 0;
    double chosen = state.get(REAL, at);
    for (int i = from; i < to; i++) {
      double value = block.reals[i];
      if (Double.isNaN(value)) {
        continue;
      }
      if (!found || isBetter(value, chosen)) {
        chosen = value;
        found = true;
      }
    }
    state.set(REAL, at, chosen);
    state.set(REAL, at + 8, found ? 1 : 0);
  }

  private boolean isBetter(double value, double chosen) {
    return switch (operation) {
      case MIN -> value < chosen;
      case MAX -> value > chosen;
      case LAST -> true;
      default -> false;
    };
  }

  @Override
  public double real(long result) {
    long at = result * STRIDE;
    return state.get(REAL, at + 8) == 0 ? Double.NaN : state.get(REAL, at);
  }
}
