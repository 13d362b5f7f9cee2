package io.hypertile.partition.expression;

import java.util.Arrays;

/**
 * Values of a few neighbouring places: whole numbers, truth values and times as whole numbers,
 * floats as float64. A place without a value is marked, and what stands there has no meaning. For
 * one thread.
 */
final class ValueBlock {
  /** Most values. */
  static final int SIZE = 1024;

  final long[] wholes = new long[SIZE];
  final double[] reals = new double[SIZE];
  final boolean[] missing = new boolean[SIZE];

  private boolean hasMissing;

  /** Whether a place is marked; the marks have no meaning if none is. */
  boolean hasMissing() {
    return hasMissing;
  }

  boolean isMissing(int place) {
    return hasMissing && missing[place];
  }

  /** Takes away all marks. */
  void clearMissing() {
    hasMissing = false;
  }

  /** Marks a place. */
  void miss(int place) {
    if (!hasMissing) {
      Arrays.fill(missing, false);
      hasMissing = true;
    }
    missing[place] = true;
  }

  /** Marks all places that another block has marked. */
  void missAlso(ValueBlock other, int count) {
    if (!other.hasMissing) {
      return;
    }
    if (!hasMissing) {
      System.arraycopy(other.missing, 0, missing, 0, count);
      Arrays.fill(missing, count, SIZE, false);
      hasMissing = true;
      return;
    }
    for (int i = 0; i < count; i++) {
      missing[i] |= other.missing[i];
    }
  }

  /** Marks a place, or takes its mark away. */
  void setMissing(int place, boolean isMissing) {
    if (isMissing) {
      miss(place);
    } else if (hasMissing) {
      missing[place] = false;
    }
  }
}
