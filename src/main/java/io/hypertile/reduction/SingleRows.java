package io.hypertile.reduction;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Rows of float32 cells that are added straight to sums of float64, without a look at nulls: a sum
 * that is not finite afterwards tells that there may have been nulls. Two rows are added at a time,
 * in loops that become vector instructions: those of {@link Compensation}, with cells that become
 * float64 where they are added. Making them float64 first, to share the loops, took a tenth longer.
 * Used by one thread.
 */
final class SingleRows {
  private static final ValueLayout.OfFloat SINGLE =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final long LARGEST = Double.doubleToRawLongBits(Double.MAX_VALUE);

  private final float[] some = new float[Block.SIZE];
  private final float[] others = new float[Block.SIZE];

  /**
   * Adds neighbouring cells of all rows, each to the sum of its place, and the rounding errors of
   * the additions to another sum.
   *
   * @param first cell of each row
   * @param count at most as many as a block has
   */
  void add(CellRows rows, long first, int count, double[] sums, double[] errors) {
    long row = 0;
    for (; row + 1 < rows.count(); row += 2) {
      load(rows, row, first, some, count);
      load(rows, row + 1, first, others, count);
      add(some, others, sums, errors, count);
    }
    if (row < rows.count()) {
      load(rows, row, first, some, count);
      add(some, sums, errors, count);
    }
  }

  private static void load(CellRows rows, long row, long first, float[] target, int count) {
    long at = (row * rows.length() + first) * Float.BYTES;
    MemorySegment.copy(rows.cells(), SINGLE, at, target, 0, count);
  }

  private static void add(float[] values, double[] sums, double[] errors, int count) {
    for (int i = 0; i < count; i++) {
      double value = values[i];
      double sum = sums[i];
      double next = sum + value;
      double added = next - sum;
      errors[i] += (sum - (next - added)) + (value - added);
      sums[i] = next;
    }
  }

  /** Adds two numbers to the sum of each place, the first of them first. */
  private static void add(
      float[] values, float[] others, double[] sums, double[] errors, int count) {
    for (int i = 0; i < count; i++) {
      double value = values[i];
      double other = others[i];
      double sum = sums[i];
      double middle = sum + value;
      double added = middle - sum;
      double next = middle + other;
      double addedNext = next - middle;
      double error = (sum - (middle - added)) + (value - added);
      errors[i] = errors[i] + error + ((middle - (next - addedNext)) + (other - addedNext));
      sums[i] = next;
    }
  }

  /** Whether one of the first numbers is infinite or NaN. */
  static boolean isAnyInfinite(double[] numbers, int count) {
    long any = 0;
    for (int i = 0; i < count; i++) {
      any |= LARGEST - (Double.doubleToRawLongBits(numbers[i]) & Long.MAX_VALUE);
    }
    return any < 0;
  }
}
