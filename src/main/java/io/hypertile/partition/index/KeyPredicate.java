package io.hypertile.partition.index;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.partition.index.parquet.Column;
import io.hypertile.partition.index.parquet.ColumnType;
import io.hypertile.partition.index.parquet.ColumnValues;
import io.hypertile.partition.index.parquet.ValueRange;
import io.hypertile.text.IsoTime;
import io.hypertile.text.NumberReading;
import io.hypertile.text.Quoting;
import java.math.BigInteger;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Values that a key may have. Immutable. */
sealed interface KeyPredicate {
  /** Most values of one key. */
  int MOST_VALUES = 10_000;

  /** Whether a group may have a row with one of the values. */
  boolean mayMatch(Optional<ValueRange> range);

  /** Removes rows whose value is not among these. */
  void narrow(ColumnValues values, boolean[] isKept);

  /** One of some whole numbers, times or truth values, in ascending order. */
  record Wholes(long[] values) implements KeyPredicate {
    @Override
    public boolean mayMatch(Optional<ValueRange> range) {
      return range.isEmpty()
          || range.get() instanceof ValueRange.Wholes bounds
              && Arrays.stream(values).anyMatch(bounds::mayHold);
    }

    @Override
    public void narrow(ColumnValues column, boolean[] isKept) {
      long[] all = ((ColumnValues.Wholes) column).values();
      for (int row = 0; row < all.length; row++) {
        isKept[row] &= Arrays.binarySearch(values, all[row]) >= 0;
      }
    }
  }

  /**
   * One of some numbers in ascending order, NaN last; zeros of both signs are equal, and NaN is.
   */
  record Reals(double[] values) implements KeyPredicate {
    @Override
    public boolean mayMatch(Optional<ValueRange> range) {
      return range.isEmpty()
          || Double.isNaN(values[values.length - 1])
          || range.get() instanceof ValueRange.Reals bounds
              && Arrays.stream(values).anyMatch(bounds::mayHold);
    }

    @Override
    public void narrow(ColumnValues column, boolean[] isKept) {
      double[] all = ((ColumnValues.Reals) column).values();
      for (int row = 0; row < all.length; row++) {
        isKept[row] &= Arrays.binarySearch(values, all[row] + 0.0) >= 0;
      }
    }
  }

  /** One of some texts. */
  record Texts(Set<String> values) implements KeyPredicate {
    @Override
    public boolean mayMatch(Optional<ValueRange> range) {
      return true;
    }

    @Override
    public void narrow(ColumnValues column, boolean[] isKept) {
      ColumnValues.Texts all = (ColumnValues.Texts) column;
      boolean[] isMeant = new boolean[all.texts().size()];
      for (int i = 0; i < isMeant.length; i++) {
        isMeant[i] = values.contains(all.texts().get(i));
      }
      for (int row = 0; row < all.count(); row++) {
        isKept[row] &= isMeant[all.places()[row]];
      }
    }
  }

  /**
   * Reads the values that a column may have.
   *
   * @throws ServiceException {@code invalid-request} if one is not of the column's type
   */
  static KeyPredicate parse(Column column, List<String> texts) {
    if (texts.isEmpty() || texts.size() > MOST_VALUES) {
      throw fault(column, "", "1 to " + MOST_VALUES + " values");
    }
    return switch (column.type()) {
      case TEXT -> new Texts(new HashSet<>(texts));
      case FLOAT64 ->
          new Reals(
              texts.stream()
                  .map(text ->
                      NumberReading.findFloat(text)
                          .orElseThrow(() -> fault(column, text, "a number")))
                  .mapToDouble(value -> value + 0.0)
                  .sorted()
                  .toArray());
      default ->
          new Wholes(texts.stream().mapToLong(text -> whole(column, text)).sorted().toArray());
    };
  }

  private static long whole(Column column, String text) {
    return switch (column.type()) {
      case TRUTH ->
          switch (text) {
            case "true", "True", "1" -> 1;
            case "false", "False", "0" -> 0;
            default -> throw fault(column, text, "true or false");
          };
      case TIME_MILLIS, TIME_MICROS, TIME_NANOS -> time(column, text);
      default -> {
        BigInteger value =
            NumberReading.findInt(text, 40)
                .orElseThrow(() -> fault(column, text, "a whole number"));
        boolean isUnsigned = column.type() == ColumnType.UINT64;
        boolean fits = value.bitLength() <= 63 || isUnsigned && value.bitLength() == 64;
        if (!fits || isUnsigned && value.signum() < 0) {
          throw fault(column, text, "a whole number of 64 bits");
        }
        yield value.longValue();
      }
    };
  }

  private static long time(Column column, String text) {
    Instant time =
        IsoTime.parse(text)
            .or(() -> nanoseconds(text))
            .orElseThrow(() -> fault(column, text, "a time, such as 2024-02-29T12:00:00Z"));
    ChronoUnit unit =
        switch (column.type()) {
          case TIME_MILLIS -> ChronoUnit.MILLIS;
          case TIME_MICROS -> ChronoUnit.MICROS;
          default -> ChronoUnit.NANOS;
        };
    try {
      long steps = unit.between(Instant.EPOCH, time);
      if (Instant.EPOCH.plus(steps, unit).equals(time)) {
        return steps;
      }
    } catch (ArithmeticException e) {
      // told below
    }
    throw fault(column, text, "a time of whole " + unit.toString().toLowerCase(Locale.ROOT));
  }

  /** A time in UTC with up to nine digits of fraction. */
  private static Optional<Instant> nanoseconds(String text) {
    try {
      return text.endsWith("Z") ? Optional.of(Instant.parse(text)) : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static ServiceException fault(Column column, String text, String expected) {
    return new ServiceException(
        ErrorCode.INVALID_REQUEST,
        "The key %s takes %s; %s is none."
            .formatted(column.name(), expected, Quoting.shortened(text, 100)),
        Map.of("parameter", column.name()),
        null);
  }
}
