package io.hypertile.schema.json;

import io.hypertile.ndarray.DType;
import java.math.BigInteger;

/** Bounds of the integer types. */
final class IntegerRange {
  private IntegerRange() {}

  static BigInteger min(DType dtype) {
    return dtype.kind() == DType.Kind.UNSIGNED
        ? BigInteger.ZERO
        : BigInteger.ONE.shiftLeft(8 * dtype.size() - 1).negate();
  }

  static BigInteger max(DType dtype) {
    int bits = 8 * dtype.size() - (dtype.kind() == DType.Kind.UNSIGNED ? 0 : 1);
    return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
  }

  static boolean holds(DType dtype, BigInteger value) {
    return value.compareTo(min(dtype)) >= 0 && value.compareTo(max(dtype)) <= 0;
  }
}
