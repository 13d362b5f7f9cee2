package io.hypertile.ndarray;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;

/**
 * An 80-bit x87 extended-precision number, NumPy's {@code longdouble} on x86: 64 bits of
 * significand with an explicit integer bit, 15 bits of exponent, a sign. Immutable. Encodings that
 * the processor calls invalid (integer bit 0 under a non-zero exponent) count as NaN.
 *
 * @param significand 64 bits, unsigned; the integer bit is the highest
 * @param signExponent 16 bits: the sign above the exponent biased by 16383
 */
public record X87(long significand, int signExponent) {
  /** Bytes of a number in memory and in files; the upper 6 are padding. */
  public static final int BYTES = 16;

  static final int MIN_EXPONENT = -16445;
  static final long INTEGER_BIT = 1L << 63;

  private static final int TOP_EXPONENT = 0x7fff;
  private static final int SIGN = 0x8000;
  private static final int BIAS = 16383 + 63;
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The quiet NaN that NumPy writes. */
  public static final X87 NAN = new X87(3L << 62, TOP_EXPONENT);

  /** The number in 16 bytes, little endian; the padding is not looked at. */
  public static X87 get(MemorySegment cells, long offset) {
    return new X87(cells.get(LONG, offset), cells.get(SHORT, offset + 8) & 0xffff);
  }

  /** The number in 16 bytes that are all reversed, as NumPy keeps {@code >f16}. */
  static X87 getReversed(MemorySegment cells, long offset) {
    return new X87(
        Long.reverseBytes(cells.get(LONG, offset + 8)),
        Short.reverseBytes(cells.get(SHORT, offset + 6)) & 0xffff);
  }

  /** Writes 16 bytes, little endian, with zeros as padding. */
  public void put(MemorySegment cells, long offset) {
    cells.set(LONG, offset, significand);
    cells.set(LONG, offset + 8, signExponent);
  }

  /** The number equal to the double; every double has one. */
  public static X87 of(double value) {
    boolean negative = Double.doubleToRawLongBits(value) < 0;
    if (Double.isNaN(value)) {
      return NAN;
    }
    if (Double.isInfinite(value)) {
      return infinity(negative);
    }
    long bits = Double.doubleToRawLongBits(value);
    int exponent = (int) (bits >>> 52) & 0x7ff;
    long fraction = bits & ((1L << 52) - 1);
    return exponent == 0
        ? scaled(negative, fraction, -1074)
        : scaled(negative, fraction | 1L << 52, exponent - 1075);
  }

  /**
   * The whole number; every 64-bit one has an exact representation.
   *
   * @param magnitude unsigned
   */
  public static X87 ofWhole(boolean negative, long magnitude) {
    return scaled(negative, magnitude, 0);
  }

  /**
   * The number nearest to a decimal text in JSON's grammar, ties to even; infinite when it exceeds
   * the range.
   *
   * @throws NumberFormatException if the text is no such number
   */
  public static X87 parse(String text) {
    return X87Text.parse(text);
  }

  static X87 infinity(boolean negative) {
    return new X87(INTEGER_BIT, TOP_EXPONENT | (negative ? SIGN : 0));
  }

  /** The number {@code significand * 2^exponent}, which must be representable or too large. */
  static X87 scaled(boolean negative, long significand, int exponent) {
    int sign = negative ? SIGN : 0;
    if (significand == 0) {
      return new X87(0, sign);
    }
    int shift = Math.min(Long.numberOfLeadingZeros(significand), exponent - MIN_EXPONENT);
    long shifted = significand << shift;
    int biased = shifted < 0 ? exponent - shift + BIAS : 0;
    return biased >= TOP_EXPONENT ? infinity(negative) : new X87(shifted, sign | biased);
  }

  /** The same number without its sign. */
  public X87 abs() {
    return new X87(significand, signExponent & ~SIGN);
  }

  /** Whether this is zero, of either sign. */
  public boolean isZero() {
    return significand == 0 && biased() == 0;
  }

  /** Whether the sign bit is set. */
  public boolean isNegative() {
    return (signExponent & SIGN) != 0;
  }

  /** Whether this is a NaN or an invalid encoding. */
  public boolean isNaN() {
    if (biased() == TOP_EXPONENT) {
      return significand != INTEGER_BIT;
    }
    return biased() != 0 && significand >= 0;
  }

  /** Whether this is plus or minus infinity. */
  public boolean isInfinite() {
    return biased() == TOP_EXPONENT && significand == INTEGER_BIT;
  }

  /** Whether this is neither a NaN nor infinite. */
  public boolean isFinite() {
    return !isNaN() && !isInfinite();
  }

  /** The nearest double, ties to even; infinite when it exceeds the range. */
  public double toDouble() {
    return rounded(53, -1074);
  }

  /**
   * The nearest number of a narrower binary format, ties to even, as a double. The upper end of the
   * format's range is for the caller to check.
   *
   * @param precision bits of the format's significand, at most 53
   * @param minExponent exponent of its least subnormal number
   */
  double rounded(int precision, int minExponent) {
    if (isNaN()) {
      return Double.NaN;
    }
    double sign = isNegative() ? -1.0 : 1.0;
    if (isInfinite()) {
      return sign * Double.POSITIVE_INFINITY;
    }
    int bits = 64 - Long.numberOfLeadingZeros(significand);
    int drop = Math.max(bits - precision, minExponent - exponent());
    if (drop > 64 || significand == 0) {
      return sign * 0.0;
    }
    if (drop <= 0) {
      return sign * Math.scalb((double) significand, exponent());
    }
    long kept = drop == 64 ? 0 : significand >>> drop;
    int half = Long.compareUnsigned(significand << (64 - drop), INTEGER_BIT);
    if (half > 0 || half == 0 && (kept & 1) == 1) {
      kept++;
    }
    return sign * Math.scalb((double) kept, exponent() + drop);
  }

  /** Whether this is a whole number whose magnitude is below 2^64. */
  public boolean isWhole() {
    if (!isFinite() || exponent() > 0) {
      return false;
    }
    return significand == 0
        || exponent() > -64 && Long.numberOfTrailingZeros(significand) >= -exponent();
  }

  /** The unsigned magnitude of a number that {@link #isWhole}. */
  public long wholeMagnitude() {
    return significand == 0 ? 0 : significand >>> -exponent();
  }

  /**
   * The exact value of a finite number. It may have more than 16 000 digits.
   *
   * @throws NumberFormatException if the number is not finite
   */
  public BigDecimal toBigDecimal() {
    if (!isFinite()) {
      throw new NumberFormatException("not finite");
    }
    BigInteger magnitude = unsignedSignificand();
    BigInteger signed = isNegative() ? magnitude.negate() : magnitude;
    return exponent() >= 0
        ? new BigDecimal(signed.shiftLeft(exponent()))
        : new BigDecimal(signed.multiply(BigInteger.valueOf(5).pow(-exponent())), -exponent());
  }

  /**
   * The shortest decimal text that {@link #parse} turns into the same number, laid out like {@link
   * Double#toString(double)}; {@code NaN}, {@code Infinity} and {@code -Infinity} for the others.
   */
  @Override
  public String toString() {
    return X87Text.shortest(this);
  }

  BigInteger unsignedSignificand() {
    BigInteger low = BigInteger.valueOf(significand & ~INTEGER_BIT);
    return significand < 0 ? low.setBit(63) : low;
  }

  /** The power of two that the significand, as a whole number, is multiplied by. */
  int exponent() {
    return Math.max(biased(), 1) - BIAS;
  }

  private int biased() {
    return signExponent & TOP_EXPONENT;
  }
}
