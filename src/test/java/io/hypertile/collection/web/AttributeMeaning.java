package io.hypertile.collection.web;

import io.hypertile.collection.web.AttributeRows.Complex;
import io.hypertile.collection.web.AttributeRows.Row;
import io.hypertile.collection.web.AttributeRows.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What comparisons and orders mean for the values of {@link AttributeRows}, worked out without the
 * server's code.
 */
final class AttributeMeaning {
  private AttributeMeaning() {}

  /** Whether two values are equal, as numbers where they are numbers. */
  static boolean equal(Object one, Object other) {
    return switch (one) {
      case BigInteger ignored -> other instanceof Number number && number(one, number) == 0;
      case Double ignored -> other instanceof Number number && number(one, number) == 0;
      case Complex(double re, double im) ->
          other instanceof Complex(double otherRe, double otherIm)
              && re == otherRe
              && im == otherIm;
      case List<?> items -> {
        if (!(other instanceof List<?> others) || items.size() != others.size()) {
          yield false;
        }
        boolean same = true;
        for (int at = 0; at < items.size(); at++) {
          same &= equal(items.get(at), others.get(at));
        }
        yield same;
      }
      default -> one.equals(other);
    };
  }

  /** The order of two numbers; 2 where one is NaN. */
  static int number(Object one, Object other) {
    double near = ((Number) one).doubleValue();
    double otherNear = ((Number) other).doubleValue();
    if (Double.isNaN(near) || Double.isNaN(otherNear)) {
      return 2;
    }
    boolean infinite = one instanceof Double && Double.isInfinite(near);
    boolean otherInfinite = other instanceof Double && Double.isInfinite(otherNear);
    if (infinite || otherInfinite) {
      int sign = infinite ? (int) Math.signum(near) : 0;
      int otherSign = otherInfinite ? (int) Math.signum(otherNear) : 0;
      return Integer.compare(sign, otherSign);
    }
    return exact(one).compareTo(exact(other));
  }

  private static BigDecimal exact(Object number) {
    return number instanceof BigInteger whole
        ? new BigDecimal(whole)
        : new BigDecimal((Double) number);
  }

  /** The order of two values of one type; 2 where there is none. */
  static int order(Object one, Object other) {
    return switch (one) {
      case BigInteger ignored -> number(one, other);
      case Double ignored -> number(one, other);
      case Instant time -> Integer.signum(time.compareTo((Instant) other));
      default ->
          Integer.signum(
              Arrays.compare(
                  one.toString().codePoints().toArray(), other.toString().codePoints().toArray()));
    };
  }

  /** The order of lists by an attribute: nulls last, NaN above all floats. */
  static Comparator<Row> by(Type type, boolean descending) {
    return (one, other) -> {
      Object value = one.get(type);
      Object otherValue = other.get(type);
      if (value == null || otherValue == null) {
        return Boolean.compare(value == null, otherValue == null);
      }
      int order = order(value, otherValue);
      if (Math.abs(order) == 2) {
        order = Boolean.compare(isNan(value), isNan(otherValue));
      }
      return descending ? -Integer.signum(order) : Integer.signum(order);
    };
  }

  private static boolean isNan(Object value) {
    return value instanceof Double number && number.isNaN();
  }
}
