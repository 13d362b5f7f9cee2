package io.hypertile.ndarray;

import java.math.BigInteger;

/** Decimal text to and from 80-bit extended precision, correctly rounded in both directions. */
final class X87Text {
  /** Decimal exponents beyond these are infinite or zero whatever the digits. */
  private static final int MAX_MAGNITUDE = 4934;

  private static final int MIN_MAGNITUDE = -4952;
  private static final double LOG10_OF_2 = 0.30102999566398120;

  private X87Text() {}

  static X87 parse(String text) {
    DecimalText decimal = new DecimalText();
    if (!decimal.scan(text.toCharArray(), 0, text.length())) {
      throw new NumberFormatException("no decimal number");
    }
    if (decimal.isZero() || decimal.magnitude() < MIN_MAGNITUDE) {
      return X87.scaled(decimal.isNegative(), 0, 0);
    }
    if (decimal.magnitude() > MAX_MAGNITUDE) {
      return X87.infinity(decimal.isNegative());
    }
    BigInteger digits = new BigInteger(decimal.digits());
    int exponent = (int) decimal.exponent();
    BigInteger power = BigInteger.TEN.pow(Math.abs(exponent));
    return exponent >= 0
        ? quotient(decimal.isNegative(), digits.multiply(power), BigInteger.ONE)
        : quotient(decimal.isNegative(), digits, power);
  }

  /** The number nearest to a positive fraction. */
  private static X87 quotient(boolean negative, BigInteger numerator, BigInteger denominator) {
    int shift = 66 - (numerator.bitLength() - denominator.bitLength());
    BigInteger[] division =
        shift >= 0
            ? numerator.shiftLeft(shift).divideAndRemainder(denominator)
            : numerator.divideAndRemainder(denominator.shiftLeft(-shift));
    BigInteger quotient = division[0];
    // At least two bits below the 64 kept ones, so that a half and what lies below it are apart.
    int drop = Math.max(quotient.bitLength() - 64, X87.MIN_EXPONENT + shift);
    if (drop > quotient.bitLength()) {
      return X87.scaled(negative, 0, 0);
    }
    BigInteger kept = quotient.shiftRight(drop);
    boolean half = quotient.testBit(drop - 1);
    boolean more = division[1].signum() != 0 || quotient.getLowestSetBit() < drop - 1;
    if (half && (more || kept.testBit(0))) {
      kept = kept.add(BigInteger.ONE);
    }
    if (kept.bitLength() > 64) {
      return X87.scaled(negative, X87.INTEGER_BIT, drop - shift + 1);
    }
    return X87.scaled(negative, kept.longValue(), drop - shift);
  }

  static String shortest(X87 number) {
    if (number.isNaN()) {
      return "NaN";
    }
    if (number.isInfinite()) {
      return number.isNegative() ? "-Infinity" : "Infinity";
    }
    StringBuilder text = new StringBuilder();
    if (number.significand() == 0) {
      DecimalText.appendNumber(text, number.isNegative(), "0", 1);
    } else {
      StringBuilder digits = new StringBuilder();
      int point = digits(number, digits);
      DecimalText.appendNumber(text, number.isNegative(), digits, point);
    }
    return text.toString();
  }

  /**
   * Appends the shortest digits that identify the number (Steele and White's algorithm in exact
   * arithmetic).
   *
   * @return place of the decimal point, counted from the first digit
   */
  private static int digits(X87 number, StringBuilder digits) {
    int exponent = number.exponent();
    BigInteger significand = number.unsignedSignificand();
    boolean even = !significand.testBit(0);
    // Below a power of two the neighbour is half as far away as above.
    boolean uneven = number.significand() == X87.INTEGER_BIT && exponent > X87.MIN_EXPONENT;
    int extra = uneven ? 2 : 1;
    BigInteger rest = significand.shiftLeft(Math.max(exponent, 0) + extra);
    BigInteger scale = BigInteger.ONE.shiftLeft(Math.max(-exponent, 0) + extra);
    BigInteger below = BigInteger.ONE.shiftLeft(Math.max(exponent, 0));
    BigInteger above = uneven ? below.shiftLeft(1) : below;

    int point = (int) Math.ceil((exponent + significand.bitLength() - 1) * LOG10_OF_2 - 1e-10);
    BigInteger power = BigInteger.TEN.pow(Math.abs(point));
    if (point >= 0) {
      scale = scale.multiply(power);
    } else {
      rest = rest.multiply(power);
      above = above.multiply(power);
      below = below.multiply(power);
    }
    if (reaches(rest.add(above), scale, even)) {
      point++;
    } else {
      rest = rest.multiply(BigInteger.TEN);
      above = above.multiply(BigInteger.TEN);
      below = below.multiply(BigInteger.TEN);
    }
    while (true) {
      BigInteger[] division = rest.divideAndRemainder(scale);
      int digit = division[0].intValue();
      rest = division[1];
      boolean low = reaches(below, rest, even);
      boolean high = reaches(rest.add(above), scale, even);
      if (low || high) {
        int half = rest.shiftLeft(1).compareTo(scale);
        boolean nearer = half > 0 || half == 0 && digit % 2 == 1;
        boolean up = high && (!low || nearer);
        digits.append((char) ('0' + digit + (up ? 1 : 0)));
        return point;
      }
      digits.append((char) ('0' + digit));
      rest = rest.multiply(BigInteger.TEN);
      above = above.multiply(BigInteger.TEN);
      below = below.multiply(BigInteger.TEN);
    }
  }

  private static boolean reaches(BigInteger value, BigInteger bound, boolean inclusive) {
    int comparison = value.compareTo(bound);
    return inclusive ? comparison >= 0 : comparison > 0;
  }
}
