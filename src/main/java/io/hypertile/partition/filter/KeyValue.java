package io.hypertile.partition.filter;

import io.hypertile.text.CodePoints;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/** Values that filters compare, as Python has them. Immutable. */
sealed interface KeyValue {
  /** Whether it counts as true. */
  boolean isTrue();

  /** A whole number; a truth value is 0 or 1, as it is in Python. */
  record Whole(BigInteger value) implements KeyValue {
    static Whole of(long value) {
      return new Whole(BigInteger.valueOf(value));
    }

    @Override
    public boolean isTrue() {
      return value.signum() != 0;
    }
  }

  /** A float. */
  record Real(double value) implements KeyValue {
    @Override
    public boolean isTrue() {
      return value != 0;
    }
  }

  /** A text. */
  record Text(String value) implements KeyValue {
    @Override
    public boolean isTrue() {
      return !value.isEmpty();
    }
  }

  /** Bytes, one for each character. */
  record Bytes(String value) implements KeyValue {
    @Override
    public boolean isTrue() {
      return !value.isEmpty();
    }
  }

  /** Python's {@code None} or {@code ...}, which equal themselves alone. */
  enum Constant implements KeyValue {
    NONE,
    ELLIPSIS;

    @Override
    public boolean isTrue() {
      return this == ELLIPSIS;
    }
  }

  /** Values in a row. */
  record Items(List<KeyValue> values) implements KeyValue {
    @Override
    public boolean isTrue() {
      return !values.isEmpty();
    }
  }

  /** Whether two values are equal; those of different types are not, numbers are by their value. */
  static boolean areEqual(KeyValue left, KeyValue right) {
    if (isNumber(left) && isNumber(right)) {
      return !isNan(left) && !isNan(right) && compareNumbers(left, right) == 0;
    }
    if (left instanceof Items(List<KeyValue> these)
        && right instanceof Items(List<KeyValue> those)) {
      if (these.size() != those.size()) {
        return false;
      }
      for (int i = 0; i < these.size(); i++) {
        if (!areEqual(these.get(i), those.get(i))) {
          return false;
        }
      }
      return true;
    }
    return left.equals(right);
  }

  /**
   * Whether an order holds between two values.
   *
   * @param left a value of a type that the other can be ordered with
   */
  static boolean isOrdered(KeyValue left, KeyOperator operator, KeyValue right) {
    if (isNan(left) || isNan(right)) {
      return false;
    }
    if (left instanceof Items(List<KeyValue> these)
        && right instanceof Items(List<KeyValue> those)) {
      int shared = Math.min(these.size(), those.size());
      for (int i = 0; i < shared; i++) {
        if (!areEqual(these.get(i), those.get(i))) {
          return isOrdered(these.get(i), operator, those.get(i));
        }
      }
      return holds(operator, Integer.compare(these.size(), those.size()));
    }
    return holds(operator, compare(left, right));
  }

  private static boolean holds(KeyOperator operator, int order) {
    return switch (operator) {
      case BELOW -> order < 0;
      case AT_MOST -> order <= 0;
      case ABOVE -> order > 0;
      case AT_LEAST -> order >= 0;
      case EQUAL, UNEQUAL, IN, NOT_IN -> throw new IllegalArgumentException(operator.text());
    };
  }

  private static int compare(KeyValue left, KeyValue right) {
    if (left instanceof Text(String one) && right instanceof Text(String other)) {
      return CodePoints.compare(one, other);
    }
    if (left instanceof Bytes(String one) && right instanceof Bytes(String other)) {
      return one.compareTo(other);
    }
    return compareNumbers(left, right);
  }

  private static boolean isNumber(KeyValue value) {
    return value instanceof Whole || value instanceof Real;
  }

  private static boolean isNan(KeyValue value) {
    return value instanceof Real(double real) && Double.isNaN(real);
  }

  private static int compareNumbers(KeyValue left, KeyValue right) {
    if (left instanceof Whole(BigInteger one) && right instanceof Whole(BigInteger other)) {
      return one.compareTo(other);
    }
    double a = approximate(left);
    double b = approximate(right);
    return Double.isInfinite(a) || Double.isInfinite(b)
        ? Double.compare(a, b)
        : exact(left).compareTo(exact(right));
  }

  private static double approximate(KeyValue value) {
    return value instanceof Real(double real) ? real : 0;
  }

  private static BigDecimal exact(KeyValue value) {
    return value instanceof Whole(BigInteger whole)
        ? new BigDecimal(whole)
        : new BigDecimal(((Real) value).value());
  }
}
