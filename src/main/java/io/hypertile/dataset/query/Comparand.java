package io.hypertile.dataset.query;

import io.hypertile.ndarray.Float16;
import io.hypertile.text.CodePoints;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalInt;

/** A literal that values of fields are compared with. Immutable. */
sealed interface Comparand {
  /**
   * Compares a value with the literal.
   *
   * @return less than, equal to or greater than 0 as the value is to the literal; empty if the two
   *     have no order
   */
  OptionalInt compare(FieldValue value);

  /** Whether values of a kind can be compared with it. */
  boolean fits(ValueKind kind);

  /**
   * A number. Whole numbers are compared exactly; one with a point is rounded to the type of a
   * narrower float first, as NumPy does.
   *
   * @param exact its value
   * @param isReal whether it was written with a point or an exponent
   */
  record Number(BigDecimal exact, double nearest, boolean isReal) implements Comparand {
    /** A whole number. */
    static Number of(BigInteger value) {
      return new Number(new BigDecimal(value), value.doubleValue(), false);
    }

    /** A finite float. */
    static Number of(double value) {
      return new Number(new BigDecimal(value), value, true);
    }

    @Override
    public boolean fits(ValueKind kind) {
      return kind == ValueKind.NUMBER;
    }

    @Override
    public OptionalInt compare(FieldValue value) {
      return switch (value) {
        case FieldValue.Small(long number) -> OptionalInt.of(compare(BigDecimal.valueOf(number)));
        case FieldValue.Large(BigInteger number) -> OptionalInt.of(compare(new BigDecimal(number)));
        case FieldValue.Real(double number, int bytes, boolean isNanGreatest) ->
            Double.isNaN(number)
                ? isNanGreatest ? OptionalInt.of(1) : OptionalInt.empty()
                : OptionalInt.of(compare(number, bytes));
        case FieldValue.Text ignored -> OptionalInt.empty();
        case FieldValue.Time ignored -> OptionalInt.empty();
        case FieldValue.Truth ignored -> OptionalInt.empty();
        case FieldValue.Other ignored -> OptionalInt.empty();
      };
    }

    private int compare(BigDecimal number) {
      return number.compareTo(exact);
    }

    private int compare(double number, int bytes) {
      if (Double.isInfinite(number)) {
        return number > 0 ? 1 : -1;
      }
      return isReal
          ? Double.compare(number + 0.0, rounded(bytes) + 0.0)
          : compare(new BigDecimal(number));
    }

    private double rounded(int bytes) {
      double narrow =
          switch (bytes) {
            case 2 -> Float.float16ToFloat(Float16.ofDouble(nearest));
            case 4 -> (float) nearest;
            default -> nearest;
          };
      return Double.isInfinite(narrow) ? nearest : narrow;
    }
  }

  /**
   * An infinity or NaN, which stand in quotes.
   *
   * @param text the text that was given, which texts are compared with
   */
  record Special(double number, String text) implements Comparand {
    @Override
    public boolean fits(ValueKind kind) {
      return kind == ValueKind.NUMBER || kind == ValueKind.TEXT;
    }

    @Override
    public OptionalInt compare(FieldValue value) {
      return switch (value) {
        case FieldValue.Small ignored -> finite();
        case FieldValue.Large ignored -> finite();
        case FieldValue.Real(double given, int ignored, boolean isNanGreatest) ->
            isNanGreatest || !Double.isNaN(given) && !Double.isNaN(number)
                ? OptionalInt.of(Double.compare(given, number))
                : OptionalInt.empty();
        case FieldValue.Text(String given) -> OptionalInt.of(CodePoints.compare(given, text));
        case FieldValue.Time ignored -> OptionalInt.empty();
        case FieldValue.Truth ignored -> OptionalInt.empty();
        case FieldValue.Other ignored -> OptionalInt.empty();
      };
    }

    private OptionalInt finite() {
      return Double.isNaN(number) ? OptionalInt.empty() : OptionalInt.of(number > 0 ? -1 : 1);
    }
  }

  /**
   * A text, which may be a time as well.
   *
   * @param time nanoseconds since 1970 if it is one
   */
  record Text(String text, Optional<BigInteger> time) implements Comparand {
    @Override
    public boolean fits(ValueKind kind) {
      return kind == ValueKind.TEXT || kind == ValueKind.TIME && time.isPresent();
    }

    @Override
    public OptionalInt compare(FieldValue value) {
      return switch (value) {
        case FieldValue.Text(String given) -> OptionalInt.of(CodePoints.compare(given, text));
        case FieldValue.Time given ->
            time.isPresent() ? new Time(time.get()).compare(given) : OptionalInt.empty();
        case FieldValue.Small ignored -> OptionalInt.empty();
        case FieldValue.Large ignored -> OptionalInt.empty();
        case FieldValue.Real ignored -> OptionalInt.empty();
        case FieldValue.Truth ignored -> OptionalInt.empty();
        case FieldValue.Other ignored -> OptionalInt.empty();
      };
    }
  }

  /** A time: nanoseconds since 1970. */
  record Time(BigInteger nanoseconds) implements Comparand {
    @Override
    public boolean fits(ValueKind kind) {
      return kind == ValueKind.TIME;
    }

    @Override
    public OptionalInt compare(FieldValue value) {
      return value instanceof FieldValue.Time(long given)
          ? OptionalInt.of(BigInteger.valueOf(given).compareTo(nanoseconds))
          : OptionalInt.empty();
    }
  }

  /** A truth value; false is the lesser one. */
  record Truth(boolean truth) implements Comparand {
    @Override
    public boolean fits(ValueKind kind) {
      return kind == ValueKind.TRUTH;
    }

    @Override
    public OptionalInt compare(FieldValue value) {
      return value instanceof FieldValue.Truth(boolean given)
          ? OptionalInt.of(Boolean.compare(given, truth))
          : OptionalInt.empty();
    }
  }
}
