package io.hypertile.ndarray;

import static io.hypertile.ndarray.CellLayouts.BYTE;
import static io.hypertile.ndarray.CellLayouts.DOUBLE;
import static io.hypertile.ndarray.CellLayouts.FLOAT;
import static io.hypertile.ndarray.CellLayouts.INT;
import static io.hypertile.ndarray.CellLayouts.LONG;
import static io.hypertile.ndarray.CellLayouts.SHORT;

import java.lang.foreign.MemorySegment;

/**
 * Writes blocks of numbers of one type, and finds the first that does not fit it. A number that
 * does not fit is written as an arbitrary one: the caller then discards the block.
 */
final class CellStore {
  private final DType type;
  private final int stride;
  private final NumberConversion.Carrier carrier;
  private final NumberRange range;

  /**
   * Writes numbers of a real type.
   *
   * @param stride bytes from one number to the next
   */
  CellStore(DType type, int stride) {
    this.type = type;
    this.stride = stride;
    this.carrier = NumberConversion.carrier(type);
    this.range = NumberRange.of(type);
  }

  NumberConversion.Carrier carrier() {
    return carrier;
  }

  /** The first whole number out of range, -1 for none. */
  int findOutside(long[] wholes, boolean unsigned, int count) {
    if (unsigned && type == DType.UINT64) {
      return -1;
    }
    long min = unsigned ? 0 : range.min();
    long max = range.max();
    for (int i = 0; i < count; i++) {
      if (wholes[i] < min || wholes[i] > max) {
        return i;
      }
    }
    return -1;
  }

  /** The first finite number that rounds to an infinite one, -1 for none. */
  int findTooLarge(double[] reals, int count) {
    double limit = range.overflow();
    for (int i = 0; i < count; i++) {
      double magnitude = Math.abs(reals[i]);
      if (magnitude >= limit && magnitude < Double.POSITIVE_INFINITY) {
        return i;
      }
    }
    return -1;
  }

  /** Turns whole numbers into doubles; the first that this type cannot hold exactly, or -1. */
  int toReals(long[] wholes, boolean unsigned, double[] reals, int count) {
    int wrong = -1;
    for (int i = 0; i < count; i++) {
      long whole = wholes[i];
      long magnitude = unsigned ? whole : Math.abs(whole);
      if (!range.isExact(magnitude)) {
        return i;
      }
      // The lowest bit of an exact number this large is 0.
      reals[i] = unsigned && whole < 0 ? (double) (whole >>> 1) * 2 : (double) whole;
    }
    return wrong;
  }

  /** Turns doubles into whole numbers; the first with a fraction or out of range, or -1. */
  int toWholes(double[] reals, long[] wholes, int count) {
    double min = range.min();
    double end = range.endAsDouble();
    for (int i = 0; i < count; i++) {
      double real = reals[i];
      if (!(real >= min && real < end && real == Math.rint(real))) {
        return i;
      }
      wholes[i] = real < 0x1p63 ? (long) real : (long) (real - 0x1p63) ^ Long.MIN_VALUE;
    }
    return -1;
  }

  /** Turns one number into a whole one; false if it has a fraction or is out of range. */
  boolean toWhole(X87 number, long[] wholes, int index) {
    if (!number.isWhole() || !range.holds(number.isNegative(), number.wholeMagnitude())) {
      return false;
    }
    long magnitude = number.wholeMagnitude();
    wholes[index] = number.isNegative() ? -magnitude : magnitude;
    return true;
  }

  /** Rounds one number to this type; false if it is finite and out of range. */
  boolean toReal(X87 number, double[] reals, int index) {
    double real =
        switch (type) {
          case FLOAT16 -> number.rounded(11, -24);
          case FLOAT32 -> number.rounded(24, -149);
          case FLOAT64 -> number.rounded(53, -1074);
          case INT8, INT16, INT32, INT64, LONGLONG, UINT8, UINT16, UINT32, UINT64, ULONGLONG ->
              throw new IllegalStateException(type + " is no float");
          case LONGDOUBLE, COMPLEX64, COMPLEX128, CLONGDOUBLE ->
              throw new IllegalStateException(type + " is no narrower float");
        };
    reals[index] = real;
    return !number.isFinite() || Math.abs(real) < range.overflow();
  }

  /** Writes whole numbers, which are in range, counted from the first. */
  void wholes(long[] wholes, MemorySegment to, long first, int count) {
    long at = first * stride;
    switch (type.size()) {
      case 1 -> {
        for (int i = 0; i < count; i++) {
          to.set(BYTE, at + (long) stride * i, (byte) wholes[i]);
        }
      }
      case 2 -> {
        for (int i = 0; i < count; i++) {
          to.set(SHORT, at + (long) stride * i, (short) wholes[i]);
        }
      }
      case 4 -> {
        for (int i = 0; i < count; i++) {
          to.set(INT, at + (long) stride * i, (int) wholes[i]);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          to.set(LONG, at + (long) stride * i, wholes[i]);
        }
      }
    }
  }

  /** Writes doubles, rounding each to this type, counted from the first. */
  void reals(double[] reals, MemorySegment to, long first, int count) {
    long at = first * stride;
    if (type == DType.FLOAT16) {
      for (int i = 0; i < count; i++) {
        to.set(SHORT, at + (long) stride * i, Float16.ofDouble(reals[i]));
      }
    } else if (type == DType.FLOAT32) {
      for (int i = 0; i < count; i++) {
        to.set(FLOAT, at + (long) stride * i, (float) reals[i]);
      }
    } else {
      for (int i = 0; i < count; i++) {
        to.set(DOUBLE, at + (long) stride * i, reals[i]);
      }
    }
  }

  void extended(X87 number, MemorySegment to, long index) {
    number.put(to, index * stride);
  }
}
