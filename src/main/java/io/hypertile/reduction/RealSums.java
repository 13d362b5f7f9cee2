package io.hypertile.reduction;

import io.hypertile.ndarray.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sums and means of float64 that carry their rounding errors along. Sums, errors and numbers of
 * nulls lie in planes of their own, and cells are added in loops that become vector instructions:
 * the error of an addition is the exact one, found without a comparison (Knuth, The Art of Computer
 * Programming, 4.2.2). The cells of one result are added in halves, each half as a vector.
 */
final class RealSums implements Accumulator {
  private static final ValueLayout.OfDouble REAL = ValueLayout.JAVA_DOUBLE;
  private static final ValueLayout.OfLong COUNT = ValueLayout.JAVA_LONG;

  /** Cells that are added one after another, since fewer vectors are not worth their start. */
  private static final int FEW = 32;

  private final boolean isMean;
  private final long cellsPerResult;
  private final MemorySegment state;
  private final long errors;
  private final long nulls;
  private final double[] someSums = new double[Block.SIZE];
  private final double[] someErrors = new double[Block.SIZE];
  private final double[] otherSums = new double[Block.SIZE / 2];
  private final double[] otherErrors = new double[Block.SIZE / 2];
  private final long results;
  private boolean hasNulls;

  /** Results whose state has been used; that of the others, behind them, is of any content. */
  private long ready;

  private long held;
  private int holds;
  private double @Nullable [] waiting;
  private @Nullable SingleRows singles;

  /**
   * Sums without cells.
   *
   * @param hasNull whether a number stands for null, beside NaN
   */
  RealSums(Reduction reduction, boolean hasNull, MemorySegment state) {
    this.isMean = reduction.operation() == Operation.MEAN;
    this.cellsPerResult = reduction.cellsPerResult();
    this.state = state;
    this.errors = reduction.results() * Double.BYTES;
    this.nulls = 2 * errors;
    boolean isPlain = reduction.dtype() == DType.FLOAT32 && !hasNull;
    this.singles = isPlain ? new SingleRows() : null;
    this.results = reduction.results();
  }

  @Override
  public void each(Block block, int count, long first) {
    if (block.hasMissing()) {
      clearEach(block, count, first);
    }
    if (holds > 0) {
      addHeld(block, count);
      return;
    }
    load(first, count);
    Compensation.add(block.reals, someSums, someErrors, count);
    store(first, count);
  }

  /** Adds two rows at a time, for which sums and errors are read once. */
  private void addHeld(Block block, int count) {
    if (waiting == null) {
      waiting = block.handOver();
    } else {
      Compensation.add(waiting, block.reals, someSums, someErrors, count);
      waiting = null;
    }
  }

  @Override
  public void hold(long first, int count) {
    load(first, count);
    held = first;
    holds = count;
  }

  @Override
  public void release() {
    if (waiting != null) {
      Compensation.add(waiting, someSums, someErrors, holds);
      waiting = null;
    }
    store(held, holds);
    holds = 0;
  }

  /** Adds all rows at once until a sum is not finite: from then on, nulls are looked for. */
  @Override
  public boolean isAdded(CellRows rows, long first, int count) {
    if (singles == null) {
      return false;
    }
    load(first, count);
    singles.add(rows, first, count, someSums, someErrors);
    if (SingleRows.isAnyInfinite(someSums, count)) {
      singles = null;
      return false;
    }
    store(first, count);
    return true;
  }

  /** Loads state. What nobody has used yet is not in memory, and need not be zero there first. */
  private void load(long first, int count) {
    if (first == ready) {
      Arrays.fill(someSums, 0, count, 0);
      Arrays.fill(someErrors, 0, count, 0);
      return;
    }
    prepare(first + count);
    long at = first * Double.BYTES;
    MemorySegment.copy(state, REAL, at, someSums, 0, count);
    MemorySegment.copy(state, REAL, errors + at, someErrors, 0, count);
  }

  private void store(long first, int count) {
    long at = first * Double.BYTES;
    MemorySegment.copy(someSums, 0, state, REAL, at, count);
    MemorySegment.copy(someErrors, 0, state, REAL, errors + at, count);
    ready = Math.max(ready, first + count);
  }

  /** Makes the state of results up to one in memory, and that of some behind it. */
  private void prepare(long stop) {
    if (stop > ready) {
      long end = Math.min(results, Math.max(stop, ready + Block.SIZE));
      long at = ready * Double.BYTES;
      long bytes = (end - ready) * Double.BYTES;
      state.asSlice(at, bytes).fill((byte) 0);
      state.asSlice(errors + at, bytes).fill((byte) 0);
      ready = end;
    }
  }

  /** Counts nulls, and makes them zeros, which change no sum. */
  private void clearEach(Block block, int count, long first) {
    for (int i = 0; i < count; i++) {
      if (Double.isNaN(block.reals[i])) {
        block.reals[i] = 0;
        addNulls(first + i, 1);
      }
    }
  }

  private void addNulls(long result, long more) {
    if (isMean && more > 0) {
      if (!hasNulls) {
        state.asSlice(nulls, errors).fill((byte) 0);
        hasNulls = true;
      }
      long at = nulls + result * Long.BYTES;
      state.set(COUNT, at, state.get(COUNT, at) + more);
    }
  }

  @Override
  public void add(Block block, int from, int to, long result) {
    if (block.hasMissing()) {
      int missing = 0;
      for (int i = from; i < to; i++) {
        if (Double.isNaN(block.reals[i])) {
          block.reals[i] = 0;
          missing++;
        }
      }
      addNulls(result, missing);
    }
    if (to - from > FEW) {
      addHalves(block.reals, from, to, result);
    } else {
      addInTurn(block.reals, from, to, result);
    }
  }

  /** Adds one half of the numbers to the other, and so on until few are left. */
  private void addHalves(double[] values, int from, int to, long result) {
    int count = (to - from) / 2;
    addInTurn(values, from + 2 * count, to, result);
    System.arraycopy(values, from, someSums, 0, count);
    System.arraycopy(values, from + count, otherSums, 0, count);
    Compensation.addFirst(otherSums, someSums, someErrors, count);
    double error = 0;
    while (count > FEW) {
      if (count % 2 == 1) {
        count--;
        addInTurn(someSums, count, count + 1, result);
        error += someErrors[count];
      }
      count /= 2;
      System.arraycopy(someSums, count, otherSums, 0, count);
      System.arraycopy(someErrors, count, otherErrors, 0, count);
      add(otherErrors, someErrors, count);
      Compensation.add(otherSums, someSums, someErrors, count);
    }
    addInTurn(someSums, 0, count, result);
    for (int i = 0; i < count; i++) {
      error += someErrors[i];
    }
    long at = errors + result * Double.BYTES;
    state.set(REAL, at, state.get(REAL, at) + error);
  }

  private static void add(double[] values, double[] sums, int count) {
    for (int i = 0; i < count; i++) {
      sums[i] += values[i];
    }
  }

  private void addInTurn(double[] values, int from, int to, long result) {
    prepare(result + 1);
    long at = result * Double.BYTES;
    double sum = state.get(REAL, at);
    double error = state.get(REAL, errors + at);
    for (int i = from; i < to; i++) {
      double value = values[i];
      double next = sum + value;
      double added = next - sum;
      error += (sum - (next - added)) + (value - added);
      sum = next;
    }
    state.set(REAL, at, sum);
    state.set(REAL, errors + at, error);
  }

  @Override
  public void reals(long first, int count, double[] target) {
    if (hasNulls) {
      Accumulator.super.reals(first, count, target);
      return;
    }
    load(first, count);
    if (SingleRows.isAnyInfinite(someSums, count)) {
      Accumulator.super.reals(first, count, target);
      return;
    }
    double divisor = isMean ? cellsPerResult : 1;
    for (int i = 0; i < count; i++) {
      target[i] = (someSums[i] + someErrors[i]) / divisor;
    }
  }

  @Override
  public double real(long result) {
    prepare(result + 1);
    long at = result * Double.BYTES;
    double sum = state.get(REAL, at);
    // The errors of an infinite sum are no numbers.
    double corrected = Double.isFinite(sum) ? sum + state.get(REAL, errors + at) : sum;
    if (!isMean) {
      return corrected;
    }
    long missing = hasNulls ? state.get(COUNT, nulls + result * Long.BYTES) : 0;
    long count = cellsPerResult - missing;
    return count == 0 ? Double.NaN : corrected / count;
  }
}
