package io.hypertile.reduction;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;

/** Sums and choices of whole numbers of 64 bits, exact: a sum that does not fit is refused. */
final class Wholes implements Accumulator {
  private static final ValueLayout.OfLong WHOLE = ValueLayout.JAVA_LONG;
  private static final int STRIDE = 16;

  private final Operation operation;
  private final boolean unsigned;
  private final MemorySegment state;
  private final long nullWhole;

  private Wholes(Operation operation, boolean unsigned, MemorySegment state, long nullWhole) {
    this.operation = operation;
    this.unsigned = unsigned;
    this.state = state;
    this.nullWhole = nullWhole;
  }

  static Wholes of(Reduction reduction, MemorySegment state, long nullWhole) {
    boolean unsigned = reduction.dtype().kind() == DType.Kind.UNSIGNED;
    return new Wholes(reduction.operation(), unsigned, state, nullWhole);
  }

  @Override
  public void add(Block block, int from, int to, long result) {
    long at = result * STRIDE;
    boolean found = state.get(WHOLE, at + 8) != 0;
    long chosen = state.get(WHOLE, at);
    for (int i = from; i < to; i++) {
      if (!block.missing[i]) {
        long value = block.wholes[i];
        chosen = found ? next(chosen, value) : value;
        found = true;
      }
    }
    state.set(WHOLE, at, chosen);
    state.set(WHOLE, at + 8, found ? 1 : 0);
  }

  private long next(long chosen, long value) {
    return switch (operation) {
      case SUM -> sum(chosen, value);
      case MIN -> compare(value, chosen) < 0 ? value : chosen;
      case MAX -> compare(value, chosen) > 0 ? value : chosen;
      case LAST -> value;
      default -> chosen;
    };
  }

  private int compare(long one, long other) {
    return unsigned ? Long.compareUnsigned(one, other) : Long.compare(one, other);
  }

  private long sum(long sum, long value) {
    long next = sum + value;
    boolean isOver =
        unsigned ? Long.compareUnsigned(next, sum) < 0 : ((sum ^ next) & (value ^ next)) < 0;
    if (isOver) {
      throw new ServiceException(
          ErrorCode.VALUE_OUT_OF_RANGE,
          "A sum does not fit an integer of 64 bits; sum fewer cells, or ask for the mean.",
          Map.of("dtype", unsigned ? "uint64" : "int64"),
          null);
    }
    return next;
  }

  @Override
  public boolean isNone(long result) {
    return state.get(WHOLE, result * STRIDE + 8) == 0;
  }

  @Override
  public long whole(long result) {
    boolean isNull = isNone(result) && operation != Operation.SUM;
    return isNull ? nullWhole : state.get(WHOLE, result * STRIDE);
  }
}
