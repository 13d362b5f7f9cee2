package io.hypertile.schema.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An 80-bit x87 float (deker-layout.md, "Cell types"): 64 bits of mantissa with an explicit leading
 * one, 15 of exponent with bias 16383, and a sign, in 16 bytes of which the upper 6 are padding.
 *
 * @param mantissa the 64 bits
 * @param head sign and exponent
 */
record ExtendedFloat(long mantissa, short head) {
  static final ExtendedFloat NAN = new ExtendedFloat(0xc000000000000000L, (short) 0x7fff);

  private static final int EXPONENT = 0x7fff;
  private static final int BIAS = 16383;

  /** The smallest positive number is 2 to the power of minus this. */
  private static final int FINEST = BIAS - 1 + 63;

  /** Decimal exponents past which there is nothing but zero or overflow. */
  private static final int DECIMAL_LIMIT = 5000;

  static ExtendedFloat get(ByteBuffer cell, int offset) {
    return new ExtendedFloat(cell.getLong(offset), cell.getShort(offset + 8));
  }

  void put(ByteBuffer cell, int offset) {
    cell.putLong(offset, mantissa);
    cell.putShort(offset + 8, head);
  }

  /** The same number, NaN, infinity or zero; exact. */
  static ExtendedFloat of(double value) {
    if (Double.isNaN(value)) {
      return NAN;
    }
    ExtendedFloat size =
        Double.isInfinite(value)
            ? new ExtendedFloat(Long.MIN_VALUE, (short) EXPONENT)
            : find(new BigDecimal(Math.abs(value))).orElseThrow();
    return Double.doubleToRawLongBits(value) < 0 ? size.negated() : size;
  }

  /** The nearest number, ties to even; empty when it would be infinite. */
  static Optional<ExtendedFloat> find(BigDecimal value) {
    if (value.signum() < 0) {
      return find(value.negate()).map(ExtendedFloat::negated);
    }
    long magnitude = (long) value.precision() - value.scale();
    if (value.signum() == 0 || magnitude < -DECIMAL_LIMIT) {
      return Optional.of(new ExtendedFloat(0, (short) 0));
    }
    if (magnitude > DECIMAL_LIMIT) {
      return Optional.empty();
    }
    BigInteger numerator = value.unscaledValue();
    BigInteger denominator = BigInteger.TEN.pow(Math.max(value.scale(), 0));
    numerator = numerator.multiply(BigInteger.TEN.pow(Math.max(-value.scale(), 0)));
    int shift = 63 - (numerator.bitLength() - denominator.bitLength());
    if (bits(numerator, denominator, shift).bitLength() < 64) {
      shift++;
    }
    shift = Math.min(shift, FINEST);
    return encode(rounded(numerator, denominator, shift), shift);
  }

  private static BigInteger bits(BigInteger numerator, BigInteger denominator, int shift) {
    return shift >= 0
        ? numerator.shiftLeft(shift).divide(denominator)
        : numerator.divide(denominator.shiftLeft(-shift));
  }

  private static BigInteger rounded(BigInteger numerator, BigInteger denominator, int shift) {
    BigInteger above = shift >= 0 ? numerator.shiftLeft(shift) : numerator;
    BigInteger below = shift >= 0 ? denominator : denominator.shiftLeft(-shift);
    return new BigDecimal(above)
        .divide(new BigDecimal(below), 0, RoundingMode.HALF_EVEN)
        .toBigInteger();
  }

  private static Optional<ExtendedFloat> encode(BigInteger mantissa, int shift) {
    boolean carried = mantissa.bitLength() > 64;
    BigInteger bits = carried ? mantissa.shiftRight(1) : mantissa;
    int field = bits.bitLength() < 64 ? 0 : BIAS + 63 - shift + (carried ? 1 : 0);
    return field >= EXPONENT
        ? Optional.empty()
        : Optional.of(new ExtendedFloat(bits.longValue(), (short) field));
  }

  boolean isNegative() {
    return head < 0;
  }

  boolean isFinite() {
    return (head & EXPONENT) != EXPONENT;
  }

  boolean isNaN() {
    return !isFinite() && mantissa << 1 != 0;
  }

  boolean isZero() {
    return isFinite() && mantissa == 0;
  }

  ExtendedFloat abs() {
    return new ExtendedFloat(mantissa, (short) (head & EXPONENT));
  }

  ExtendedFloat negated() {
    return new ExtendedFloat(mantissa, (short) (head ^ 0x8000));
  }

  /** The exact value of a finite number. */
  BigDecimal toDecimal() {
    int power = Math.max(head & EXPONENT, 1) - BIAS - 63;
    BigInteger bits = new BigInteger(Long.toUnsignedString(mantissa));
    BigDecimal size =
        power >= 0
            ? new BigDecimal(bits.shiftLeft(power))
            : new BigDecimal(bits.multiply(BigInteger.valueOf(5).pow(-power)), -power);
    return isNegative() ? size.negate() : size;
  }

  /** The nearest 64-bit float. */
  double toDouble() {
    double size =
        isNaN()
            ? Double.NaN
            : isFinite() ? abs().toDecimal().doubleValue() : Double.POSITIVE_INFINITY;
    return isNegative() ? -size : size;
  }
}
