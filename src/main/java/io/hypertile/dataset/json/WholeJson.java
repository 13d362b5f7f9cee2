package io.hypertile.dataset.json;

import io.hypertile.json.JsonCursor;
import io.hypertile.ndarray.DType;
import java.math.BigInteger;
import java.util.Map;

/** Whole numbers of a type in documents. */
final class WholeJson {
  private WholeJson() {}

  /** A whole number within the range of a type. */
  static BigInteger require(JsonCursor at, DType type) {
    if (!at.node().isIntegralNumber()) {
      throw at.wrong("an integer, as its type is " + type.numpyName());
    }
    BigInteger value = at.node().bigIntegerValue();
    BigInteger least = least(type);
    BigInteger greatest = greatest(type);
    if (value.compareTo(least) < 0 || value.compareTo(greatest) > 0) {
      throw at.fault(
          "%s is out of range for %s: %s. Give an integer from %s to %s."
              .formatted(at.subject(), type.numpyName(), at.shown(), least, greatest),
          Map.of("min", least, "max", greatest));
    }
    return value;
  }

  static boolean fits(BigInteger value, DType type) {
    return value.compareTo(least(type)) >= 0 && value.compareTo(greatest(type)) <= 0;
  }

  private static BigInteger least(DType type) {
    return type.kind() == DType.Kind.UNSIGNED
        ? BigInteger.ZERO
        : BigInteger.ONE.shiftLeft(8 * type.size() - 1).negate();
  }

  private static BigInteger greatest(DType type) {
    int bits = 8 * type.size() - (type.kind() == DType.Kind.UNSIGNED ? 0 : 1);
    return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
  }

  /** The number that 64 bits are without a sign. */
  static BigInteger unsigned(long bits) {
    return bits >= 0
        ? BigInteger.valueOf(bits)
        : BigInteger.valueOf(bits).add(BigInteger.ONE.shiftLeft(Long.SIZE));
  }
}
