package io.hypertile.zarr;

import java.math.BigDecimal;
import java.math.MathContext;

/** Floats in the form in which Python writes them in JSON. */
final class PythonFloats {
  private static final int LEAST_PLAIN = -4;
  private static final int MOST_PLAIN = 15;

  private PythonFloats() {}

  /** The shortest digits that name the number, with an exponent where Python writes one. */
  static String repr(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    String sign = Double.compare(value, 0.0) < 0 ? "-" : "";
    if (value == 0) {
      return sign + "0.0";
    }
    BigDecimal decimal = shortest(Math.abs(value));
    String digits = decimal.unscaledValue().toString();
    int exponent = digits.length() - 1 - decimal.scale();
    if (exponent >= LEAST_PLAIN && exponent <= MOST_PLAIN) {
      String plain = decimal.toPlainString();
      return sign + plain + (plain.contains(".") ? "" : ".0");
    }
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    return "%s%s%se%s%02d"
        .formatted(sign, digits.charAt(0), fraction, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  /** Java's digits are the shortest but where one would do: it writes two. */
  private static BigDecimal shortest(double value) {
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    BigDecimal shorter = decimal.round(new MathContext(1));
    return shorter.doubleValue() == value ? shorter.stripTrailingZeros() : decimal;
  }
}
