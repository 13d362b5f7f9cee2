package io.hypertile.partition.expression;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;

/**
 * Arithmetic of whole numbers, which wraps around at the ends of their type as NumPy's does; and of
 * times. A quotient by 0 is null.
 */
final class WholePairs {
  private WholePairs() {}

  /**
   * Replaces the values of a block.
   *
   * @param left operands, and results
   * @param type of the results, which are whole numbers or times
   */
  static void apply(Sign sign, ValueBlock left, ValueBlock right, CellType type, int count) {
    switch (sign) {
      case ADD, SUBTRACT, MULTIPLY -> arithmetic(sign, left.wholes, right.wholes, count);
      case AND -> {
        for (int i = 0; i < count; i++) {
          left.wholes[i] &= right.wholes[i];
        }
      }
      case OR -> {
        for (int i = 0; i < count; i++) {
          left.wholes[i] |= right.wholes[i];
        }
      }
      case DIVIDE, FLOOR_DIVIDE, REMAINDER -> divide(sign, left, right, type, count);
      case LEAST, GREATEST, POWER -> {
        boolean isUnsigned = Types.isUnsigned64(type);
        for (int i = 0; i < count; i++) {
          boolean isMissing = left.isMissing(i) || right.isMissing(i);
          left.wholes[i] = isMissing ? 0 : value(sign, left.wholes[i], right.wholes[i], isUnsigned);
        }
      }
      case EQUAL, UNEQUAL, AT_MOST, AT_LEAST, BELOW, ABOVE ->
          throw new IllegalArgumentException(sign.text());
    }
    left.missAlso(right, count);
    wrap(left.wholes, type, count);
  }

  private static void arithmetic(Sign sign, long[] a, long[] b, int count) {
    switch (sign) {
      case ADD -> {
        for (int i = 0; i < count; i++) {
          a[i] += b[i];
        }
      }
      case SUBTRACT -> {
        for (int i = 0; i < count; i++) {
          a[i] -= b[i];
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          a[i] *= b[i];
        }
      }
    }
  }

  private static long value(Sign sign, long a, long b, boolean isUnsigned) {
    if (sign == Sign.POWER) {
      return power(a, b, isUnsigned);
    }
    boolean isBelow = isUnsigned ? Long.compareUnsigned(a, b) < 0 : a < b;
    return isBelow == (sign == Sign.LEAST) ? a : b;
  }

  private static long power(long base, long exponent, boolean isUnsigned) {
    if (exponent < 0 && !isUnsigned) {
      throw ExpressionFaults.value(
          "A whole number has no power %d; raise a float, as float64(x) ** y; nothing was changed."
              .formatted(exponent));
    }
    long result = 1;
    long factor = base;
    for (long left = exponent; left != 0; left >>>= 1) {
      result *= (left & 1) == 1 ? factor : 1;
      factor *= factor;
    }
    return result;
  }

  /** Divides; of lengths of time by a number, the quotient is cut as NumPy cuts it. */
  private static void divide(
      Sign sign, ValueBlock left, ValueBlock right, CellType type, int count) {
    long[] a = left.wholes;
    long[] b = right.wholes;
    boolean isUnsigned = Types.isUnsigned64(type);
    for (int i = 0; i < count; i++) {
      if (b[i] == 0) {
        left.miss(i);
      } else {
        a[i] = quotient(sign, a[i], b[i], isUnsigned);
      }
    }
  }

  private static long quotient(Sign sign, long a, long b, boolean isUnsigned) {
    if (sign == Sign.DIVIDE) {
      return a / b;
    }
    boolean isQuotient = sign == Sign.FLOOR_DIVIDE;
    if (isUnsigned) {
      return isQuotient ? Long.divideUnsigned(a, b) : Long.remainderUnsigned(a, b);
    }
    return isQuotient ? Math.floorDiv(a, b) : Math.floorMod(a, b);
  }

  /** Brings whole numbers back into the range of their type, bit by bit. */
  static void wrap(long[] values, CellType type, int count) {
    if (!(type instanceof DType number) || number.size() == Long.BYTES) {
      return;
    }
    int shift = Long.SIZE - Byte.SIZE * number.size();
    if (number.kind() == DType.Kind.SIGNED) {
      for (int i = 0; i < count; i++) {
        values[i] = values[i] << shift >> shift;
      }
    } else {
      for (int i = 0; i < count; i++) {
        values[i] = values[i] << shift >>> shift;
      }
    }
  }

  /** Lengths of time by factors that are floats. */
  static void scale(Sign sign, ValueBlock spans, ValueBlock factors, int count) {
    for (int i = 0; i < count; i++) {
      double real =
          sign == Sign.MULTIPLY
              ? spans.wholes[i] * factors.reals[i]
              : spans.wholes[i] / factors.reals[i];
      if (!(Math.abs(real) < 0x1p63)) {
        spans.miss(i);
      }
      spans.wholes[i] = (long) real;
    }
    spans.missAlso(factors, count);
  }

  /** Quotients of lengths of time as floats. */
  static void ratio(ValueBlock spans, ValueBlock others, int count) {
    for (int i = 0; i < count; i++) {
      spans.reals[i] = (double) spans.wholes[i] / others.wholes[i];
    }
    spans.missAlso(others, count);
  }
}
