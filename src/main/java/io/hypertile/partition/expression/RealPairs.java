package io.hypertile.partition.expression;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;

/** Arithmetic of floats, rounded to their type at each step, as NumPy does it. */
final class RealPairs {
  private RealPairs() {}

  /**
   * Replaces the values of a block.
   *
   * @param left operands, and results
   * @param type of operands and results
   */
  static void apply(Sign sign, ValueBlock left, ValueBlock right, CellType type, int count) {
    double[] a = left.reals;
    double[] b = right.reals;
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
      case MULTIPLY -> {
        for (int i = 0; i < count; i++) {
          a[i] *= b[i];
        }
      }
      case DIVIDE -> {
        for (int i = 0; i < count; i++) {
          a[i] /= b[i];
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          a[i] = value(sign, a[i], b[i], type);
        }
      }
    }
    round(a, type, count);
    left.missAlso(right, count);
  }

  /** Rounds numbers to those of a type. */
  static void round(double[] values, CellType type, int count) {
    if (type == DType.FLOAT32) {
      for (int i = 0; i < count; i++) {
        values[i] = (float) values[i];
      }
    } else if (type == DType.FLOAT16) {
      for (int i = 0; i < count; i++) {
        values[i] = Conversions.rounded(values[i], type);
      }
    }
  }

  /** Arithmetic of two float64. */
  static double value(Sign sign, double a, double b) {
    return value(sign, a, b, DType.FLOAT64);
  }

  private static double value(Sign sign, double a, double b, CellType type) {
    return switch (sign) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case FLOOR_DIVIDE -> floorDivide(a, b, type);
      case REMAINDER -> remainder(a, b);
      case POWER -> power(a, b);
      case LEAST -> Math.min(a, b);
      case GREATEST -> Math.max(a, b);
      case EQUAL, UNEQUAL, AT_MOST, AT_LEAST, BELOW, ABOVE, AND, OR ->
          throw new IllegalArgumentException(sign.text());
    };
  }

  /** A power; unlike Java's, one of base 1 or of exponent 0 is 1 beside NaN too. */
  private static double power(double base, double exponent) {
    boolean isOne = base == 1 || base == -1 && Double.isInfinite(exponent);
    return isOne ? 1 : Math.pow(base, exponent);
  }

  /** The quotient rounded down, such that it and the remainder make the dividend. */
  private static double floorDivide(double a, double b, CellType type) {
    if (b == 0) {
      return a / b;
    }
    // NumPy divides halves as float32.
    CellType step = type == DType.FLOAT16 ? DType.FLOAT32 : type;
    double rest = a % b;
    double quotient = Conversions.rounded(Conversions.rounded(a - rest, step) / b, step);
    if (rest != 0 && b < 0 != rest < 0) {
      quotient = Conversions.rounded(quotient - 1, step);
    }
    if (quotient == 0) {
      return Math.copySign(0.0, a / b);
    }
    double floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  }

  /** The remainder, with the sign of the divisor. */
  private static double remainder(double a, double b) {
    double rest = a % b;
    if (rest == 0) {
      return Math.copySign(0.0, b);
    }
    return b < 0 != rest < 0 ? rest + b : rest;
  }
}
