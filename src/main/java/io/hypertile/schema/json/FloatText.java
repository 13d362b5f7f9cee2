package io.hypertile.schema.json;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Float16;
import io.hypertile.ndarray.X87;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.Predicate;

/**
 * Floats as Python and NumPy write them: the fewest digits that read back as the same number, an
 * exponent below 1e-4 and from 1e16 on. Safe for use by many threads.
 */
public final class FloatText {
  /** Below these, {@link Double#toString} gives two digits where one would do. */
  private static final double FEW_DIGITS = 1e-300;

  private static final float FEW_DIGITS_FLOAT = 1e-37f;

  /** Enough digits to tell any two 80-bit floats apart. */
  private static final int MOST_DIGITS = 21;

  private FloatText() {}

  /** A number of a NumPy type, or one part of a complex one. */
  static String of(DType dtype, double value, boolean fraction) {
    return switch (dtype) {
      case FLOAT16 -> half(Float16.ofDouble(value), fraction);
      case FLOAT32, COMPLEX64 -> text((float) value, fraction);
      case LONGDOUBLE, CLONGDOUBLE -> extended(X87.of(value), fraction);
      case FLOAT64,
          COMPLEX128,
          INT8,
          INT16,
          INT32,
          INT64,
          LONGLONG,
          UINT8,
          UINT16,
          UINT32,
          UINT64,
          ULONGLONG ->
          text(value, fraction);
    };
  }

  /** Text like that of {@code repr} of a Python float. */
  public static String text(double value, boolean fraction) {
    double size = Math.abs(value);
    if (!Double.isFinite(value) || size == 0) {
      return special(value, fraction);
    }
    BigDecimal digits = new BigDecimal(Double.toString(size));
    if (size < FEW_DIGITS) {
      digits = shortest(new BigDecimal(size), d -> d.doubleValue() == size);
    }
    return format(value < 0, digits, fraction);
  }

  /** Text like that of {@code str} of a 32-bit NumPy float. */
  static String text(float value, boolean fraction) {
    float size = Math.abs(value);
    if (!Float.isFinite(value) || size == 0) {
      return special(value, fraction);
    }
    BigDecimal digits = new BigDecimal(Float.toString(size));
    if (size < FEW_DIGITS_FLOAT) {
      digits = shortest(new BigDecimal(size), d -> d.floatValue() == size);
    }
    return format(value < 0, digits, fraction);
  }

  /** Text like that of {@code str} of a 16-bit NumPy float, given by its bits. */
  public static String half(short bits, boolean fraction) {
    float value = Float.float16ToFloat(bits);
    float size = Math.abs(value);
    if (!Float.isFinite(value) || size == 0) {
      return special(value, fraction);
    }
    short same = Float.floatToFloat16(size);
    // Candidates have at most five digits, so the detour by float rounds them only once.
    Predicate<BigDecimal> back = d -> Float.floatToFloat16(d.floatValue()) == same;
    return format(value < 0, shortest(new BigDecimal(size), back), fraction);
  }

  /** Text like that of {@code str} of an 80-bit NumPy float. */
  static String extended(X87 value, boolean fraction) {
    if (!value.isFinite() || value.isZero()) {
      return special(value.toDouble(), fraction);
    }
    X87 size = value.abs();
    Predicate<BigDecimal> back = d -> X87.parse(d.toString()).equals(size);
    return format(value.isNegative(), shortest(size.toBigDecimal(), back), fraction);
  }

  private static String special(double value, boolean fraction) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    boolean negative = Double.doubleToRawLongBits(value) < 0;
    String size = Double.isInfinite(value) ? "inf" : fraction ? "0.0" : "0";
    return negative ? "-" + size : size;
  }

  /** The nearest of the shortest decimals that read back, of two the even one. */
  private static BigDecimal shortest(BigDecimal exact, Predicate<BigDecimal> readsBack) {
    for (int length = 1; length <= MOST_DIGITS; length++) {
      BigDecimal below = exact.round(new MathContext(length, RoundingMode.DOWN));
      BigDecimal above = exact.round(new MathContext(length, RoundingMode.UP));
      boolean belowFits = readsBack.test(below);
      boolean aboveFits = readsBack.test(above);
      if (belowFits && aboveFits) {
        return exact.round(new MathContext(length, RoundingMode.HALF_EVEN));
      }
      if (belowFits || aboveFits) {
        return belowFits ? below : above;
      }
    }
    return exact;
  }

  private static String format(boolean negative, BigDecimal size, boolean fraction) {
    BigDecimal stripped = size.stripTrailingZeros();
    String digits = stripped.unscaledValue().toString();
    // The value is 0.DIGITS times ten to the power of point.
    int point = digits.length() - stripped.scale();
    StringBuilder text = new StringBuilder(negative ? "-" : "");
    if (point <= -4 || point > 16) {
      text.append(digits.charAt(0));
      if (digits.length() > 1) {
        text.append('.').append(digits, 1, digits.length());
      }
      int exponent = point - 1;
      text.append(exponent < 0 ? "e-" : "e+").append(Math.abs(exponent) < 10 ? "0" : "");
      return text.append(Math.abs(exponent)).toString();
    }
    if (point <= 0) {
      return text.append("0.").repeat('0', -point).append(digits).toString();
    }
    if (point >= digits.length()) {
      text.append(digits).repeat('0', point - digits.length());
      return text.append(fraction ? ".0" : "").toString();
    }
    return text.append(digits, 0, point).append('.').append(digits.substring(point)).toString();
  }
}
