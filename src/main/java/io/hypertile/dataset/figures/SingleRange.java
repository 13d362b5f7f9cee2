package io.hypertile.dataset.figures;

import io.hypertile.ndarray.CellLayouts;
import java.lang.foreign.MemorySegment;

/**
 * Least and greatest of floats, found as integers of the same order: -0 below 0, NaN beyond the
 * infinities of its sign. No cell is looked at by itself, so that the loop is made of vector
 * instructions. For one thread.
 */
final class SingleRange {
  private static final int BLOCK = 1024;
  private static final int HIGHEST_NUMBER =
      ordered(Float.floatToRawIntBits(Float.POSITIVE_INFINITY));
  private static final int LOWEST_NUMBER =
      ordered(Float.floatToRawIntBits(Float.NEGATIVE_INFINITY));

  private final int[] block = new int[BLOCK];
  private int low = Integer.MAX_VALUE;
  private int high = Integer.MIN_VALUE;

  /** Integers of the order of floats from their bits, and back. */
  private static int ordered(int bits) {
    return bits ^ (bits >> 31) >>> 1;
  }

  /** Adds cells. */
  void take(MemorySegment cells, long count) {
    for (long at = 0; at < count; at += BLOCK) {
      int length = (int) Math.min(BLOCK, count - at);
      MemorySegment.copy(cells, CellLayouts.INT, Float.BYTES * at, block, 0, length);
      takeBlock(length);
    }
  }

  private void takeBlock(int length) {
    int[] own = block;
    int least = low;
    int greatest = high;
    for (int at = 0; at < length; at++) {
      int bits = own[at];
      int value = bits ^ (bits >> 31) >>> 1;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    low = least;
    high = greatest;
  }

  /** Whether none of the cells is NaN. */
  boolean isOfNumbers() {
    return low >= LOWEST_NUMBER && high <= HIGHEST_NUMBER;
  }

  /** The least of at least one number. */
  float least() {
    return Float.intBitsToFloat(ordered(low));
  }

  /** The greatest of at least one number. */
  float greatest() {
    return Float.intBitsToFloat(ordered(high));
  }
}
