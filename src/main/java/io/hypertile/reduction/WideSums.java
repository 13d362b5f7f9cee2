package io.hypertile.reduction;

import io.hypertile.ndarray.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Sums, means and deviations of complex and 80-bit numbers, with accumulators of about 106 bits
 * ({@link Wide}), part by part. Deviations are Welford's; those of complex numbers are of their
 * distances from the mean, which are real.
 */
final class WideSums implements Accumulator {
  private static final ValueLayout.OfLong COUNT = ValueLayout.JAVA_LONG;

  private final Operation operation;
  private final DType resultType;
  private final Parts cells;
  private final Parts results;
  private final int parts;
  private final long stride;
  private final MemorySegment state;
  private final Wide value = new Wide();
  private final Wide sum = new Wide();
  private final Wide distance = new Wide();
  private final Wide squares = new Wide();

  WideSums(Reduction reduction, MemorySegment state) {
    this.operation = reduction.operation();
    this.resultType = reduction.resultType();
    this.cells = new Parts(reduction.dtype());
    this.results = new Parts(resultType);
    this.parts = Parts.count(reduction.dtype());
    this.stride = reduction.stateBytes();
    this.state = state;
  }

  private static long place(long at, int part) {
    return at + 8 + (long) part * Wide.BYTES;
  }

  @Override
  public void add(Block block, int from, int to, long result) {
    long at = result * stride;
    long count = state.get(COUNT, at);
    for (int i = from; i < to; i++) {
      if (!block.missing[i]) {
        count++;
        for (int part = 0; part < parts; part++) {
          cells.get(block.cells(), block.offset(i), part, value);
          if (operation == Operation.STD) {
            deviate(at, part, count);
          } else {
            sum.load(state, place(at, part));
            sum.add(value);
            sum.store(state, place(at, part));
          }
        }
      }
    }
    state.set(COUNT, at, count);
  }

  /** Adds the value to the mean of a part, and to the squares of all parts. */
  private void deviate(long at, int part, long count) {
    sum.load(state, place(at, part));
    distance.set(value);
    distance.subtract(sum);
    squares.set(distance);
    distance.divide(count);
    sum.add(distance);
    sum.store(state, place(at, part));
    value.subtract(sum);
    value.multiply(squares);
    squares.load(state, place(at, parts));
    squares.add(value);
    squares.store(state, place(at, parts));
  }

  @Override
  public void put(long result, MemorySegment target, long offset) {
    long at = result * stride;
    long count = state.get(COUNT, at);
    if (count == 0 && operation != Operation.SUM) {
      Parts.putNull(resultType, target, offset);
      return;
    }
    for (int part = 0; part < Parts.count(resultType); part++) {
      sum.load(state, place(at, operation == Operation.STD ? parts : part));
      if (operation != Operation.SUM) {
        sum.divide(count);
      }
      if (operation == Operation.STD) {
        sum.root();
      }
      results.put(target, offset, part, sum);
    }
  }
}
