package io.hypertile.dataset.query;

import io.hypertile.filter.Key;
import io.hypertile.filter.Keys;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Keys of values of a field, in the order of the values: numbers of all types by value with NaN
 * above all, behind them times, texts by code points, and truth values.
 */
final class FieldKeys {
  private static final byte NUMBER = 1;
  private static final byte TIME = 2;
  private static final byte TEXT = 3;
  private static final byte TRUTH = 4;

  private FieldKeys() {}

  /** The key of a value; empty for one without an order. */
  static Optional<Key> of(FieldValue value) {
    return switch (value) {
      case FieldValue.Small(long whole) -> Optional.of(ofWhole(whole));
      case FieldValue.Large(BigInteger whole) -> Optional.of(ofLarge(whole));
      case FieldValue.Real(double real, int ignored, boolean nan) -> Optional.of(ofNumber(real, 0));
      case FieldValue.Time(long nanoseconds) ->
          Optional.of(key(TIME, nanoseconds ^ Long.MIN_VALUE));
      case FieldValue.Text(String text) -> {
        byte[] bytes = Keys.ofText(text).bytes();
        yield Optional.of(
            Key.of(ByteBuffer.allocate(1 + bytes.length).put(TEXT).put(bytes).array()));
      }
      case FieldValue.Truth(boolean truth) -> Optional.of(key(TRUTH, truth ? 1 : 0));
      case FieldValue.Other ignored -> Optional.empty();
    };
  }

  private static Key key(byte kind, long ordered) {
    return Key.of(ByteBuffer.allocate(1 + Long.BYTES).put(kind).putLong(ordered).array());
  }

  /** The key of a whole number: what the nearest float64 lacks stands behind that. */
  static Key ofWhole(long whole) {
    double nearest = whole;
    // 2^63 is no long, and the difference is right without the bits that are lost.
    long lacking = nearest == 0x1p63 ? whole + Long.MIN_VALUE : whole - (long) nearest;
    return ofNumber(nearest, lacking);
  }

  private static Key ofLarge(BigInteger whole) {
    if (whole.bitLength() < Long.SIZE) {
      return ofWhole(whole.longValue());
    }
    double nearest = whole.doubleValue();
    return ofNumber(nearest, whole.subtract(new BigDecimal(nearest).toBigInteger()).longValue());
  }

  private static Key ofNumber(double value, long lacking) {
    return Key.of(
        ByteBuffer.allocate(1 + 2 * Long.BYTES)
            .put(NUMBER)
            .putLong(ordered(value))
            .putLong(lacking ^ Long.MIN_VALUE)
            .array());
  }

  /** Bits in the order of the values, both zeros alike. */
  private static long ordered(double value) {
    long bits = Double.doubleToLongBits(value == 0 ? 0.0 : value);
    return bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
  }
}
