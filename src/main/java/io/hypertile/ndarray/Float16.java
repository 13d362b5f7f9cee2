package io.hypertile.ndarray;

import java.math.BigDecimal;

/** Half-precision numbers beyond what {@link Float} offers. */
public final class Float16 {
  private static final double[] POWERS = new double[23];

  static {
    POWERS[0] = 1;
    for (int power = 1; power < POWERS.length; power++) {
      POWERS[power] = POWERS[power - 1] * 10;
    }
  }

  private Float16() {}

  /** The nearest half, ties to even; infinite from 65520 on. */
  public static short ofDouble(double value) {
    float narrow = (float) value;
    if (narrow == value || Double.isNaN(value)) {
      return Float.floatToFloat16(narrow);
    }
    // Rounding twice would be wrong near a tie; an odd last bit keeps the value off the tie.
    int bits = Float.floatToRawIntBits(narrow);
    if ((bits & 1) == 0) {
      bits += Math.abs((double) narrow) < Math.abs(value) ? 1 : -1;
    }
    return Float.floatToFloat16(Float.intBitsToFloat(bits));
  }

  /**
   * The half nearest to a decimal text whose nearest double is known; ties to even.
   *
   * @param text a number in JSON's grammar
   * @param nearest the double nearest to it
   */
  public static short ofDecimal(double nearest, String text) {
    if (!mayBeTie(nearest)) {
      return ofDouble(nearest);
    }
    int side = new BigDecimal(text).compareTo(new BigDecimal(nearest));
    if (side == 0) {
      return ofDouble(nearest);
    }
    return ofDouble(side > 0 ? Math.nextUp(nearest) : Math.nextDown(nearest));
  }

  /** Whether the double may lie exactly between two halves: it has 12 significant bits or fewer. */
  public static boolean mayBeTie(double value) {
    return (Double.doubleToRawLongBits(value) & ((1L << 41) - 1)) == 0
        && Math.abs(value) >= 0x1p-26
        && Math.abs(value) <= 65536;
  }

  /** Appends the shortest decimal text that is nearest to this half and to no other. */
  public static void append(StringBuilder out, short half) {
    double value = Float.float16ToFloat(half);
    double magnitude = Math.abs(value);
    if (Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
      out.append((float) value);
      return;
    }
    int point = 1 + (int) Math.floor(Math.log10(magnitude));
    for (int count = 1; ; count++) {
      // All factors are exact and every candidate is further than a double's error from any tie.
      long digits = (long) Math.rint(scaled(magnitude, count - point));
      double candidate = scaled(digits, point - count);
      if (ofDouble(candidate) == (short) (half & 0x7fff)) {
        appendDigits(out, half < 0, digits, point - count);
        return;
      }
    }
  }

  private static double scaled(double value, int power) {
    return power >= 0 ? value * POWERS[power] : value / POWERS[-power];
  }

  private static void appendDigits(StringBuilder out, boolean negative, long digits, int exponent) {
    long kept = digits;
    int power = exponent;
    while (kept % 10 == 0) {
      kept /= 10;
      power++;
    }
    String text = Long.toString(kept);
    DecimalText.appendNumber(out, negative, text, text.length() + power);
  }
}
