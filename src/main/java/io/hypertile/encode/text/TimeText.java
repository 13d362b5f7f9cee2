package io.hypertile.encode.text;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * Counts of time since 1970 as ISO 8601, in the precision of their unit and without a zone, as
 * NumPy writes them: {@code 2024}, {@code 2024-01-31}, {@code 2024-01-31T06:00:00.250}. Counts
 * without a unit are numbers.
 */
public final class TimeText {
  private static final int FIRST_YEAR = 1970;
  private static final int MONTHS = 12;
  private static final int DAYS_OF_WEEK = 7;
  private static final int HOURS = 24;
  private static final int SIXTY = 60;
  private static final int SECONDS_OF_DAY = HOURS * SIXTY * SIXTY;

  private final CellType.TimePoint type;

  TimeText(CellType.TimePoint type) {
    this.type = type;
  }

  /** Texts of nanoseconds. */
  public static TimeText ofNanoseconds() {
    return new TimeText(new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1));
  }

  /** Digits of a fraction of a second in a unit; 0 for seconds and longer ones. */
  static int digits(CellTimeUnit unit) {
    return switch (unit) {
      case MILLISECONDS -> 3;
      case MICROSECONDS -> 6;
      case NANOSECONDS -> 9;
      case PICOSECONDS -> 12;
      case FEMTOSECONDS -> 15;
      case ATTOSECONDS -> 18;
      case YEARS, MONTHS, WEEKS, DAYS, HOURS, MINUTES, SECONDS, GENERIC -> 0;
    };
  }

  /** The number of parts of a second. */
  static long perSecond(int digits) {
    long parts = 1;
    for (int digit = 0; digit < digits; digit++) {
      parts *= 10;
    }
    return parts;
  }

  /**
   * Writes a time.
   *
   * @param count not NaT
   * @throws ServiceException {@code not-encodable} if its year has more than nine digits
   */
  public void put(long count, TextBuffer out) throws IOException {
    try {
      putUnits(Math.multiplyExact(count, (long) type.steps()), out);
    } catch (ArithmeticException | DateTimeException e) {
      throw new ServiceException(
          ErrorCode.NOT_ENCODABLE,
          "A cell of " + type.numpyName() + " is no year of up to nine digits; ask for NPY.");
    }
  }

  private void putUnits(long units, TextBuffer out) throws IOException {
    switch (type.unit()) {
      case GENERIC -> out.putLong(units);
      case YEARS -> putYear(Math.addExact(FIRST_YEAR, units), out);
      case MONTHS -> {
        putYear(FIRST_YEAR + Math.floorDiv(units, MONTHS), out);
        putPart('-', Math.floorMod(units, MONTHS) + 1, out);
      }
      case WEEKS -> putDate(Math.multiplyExact(units, (long) DAYS_OF_WEEK), out);
      case DAYS -> putDate(units, out);
      case HOURS -> {
        putDate(Math.floorDiv(units, HOURS), out);
        putPart('T', Math.floorMod(units, HOURS), out);
      }
      case MINUTES -> {
        long hours = Math.floorDiv(units, SIXTY);
        putDate(Math.floorDiv(hours, HOURS), out);
        putPart('T', Math.floorMod(hours, HOURS), out);
        putPart(':', Math.floorMod(units, SIXTY), out);
      }
      case SECONDS -> putSeconds(units, out);
      case MILLISECONDS, MICROSECONDS, NANOSECONDS, PICOSECONDS, FEMTOSECONDS, ATTOSECONDS -> {
        int digits = digits(type.unit());
        long parts = perSecond(digits);
        putSeconds(Math.floorDiv(units, parts), out);
        out.put('.');
        putPadded(Math.floorMod(units, parts), digits, out);
      }
    }
  }

  private static void putSeconds(long seconds, TextBuffer out) throws IOException {
    putDate(Math.floorDiv(seconds, SECONDS_OF_DAY), out);
    int second = Math.floorMod(seconds, SECONDS_OF_DAY);
    putPart('T', second / (SIXTY * SIXTY), out);
    putPart(':', second / SIXTY % SIXTY, out);
    putPart(':', second % SIXTY, out);
  }

  private static void putDate(long days, TextBuffer out) throws IOException {
    LocalDate date = LocalDate.ofEpochDay(days);
    putYear(date.getYear(), out);
    putPart('-', date.getMonthValue(), out);
    putPart('-', date.getDayOfMonth(), out);
  }

  private static void putYear(long year, TextBuffer out) throws IOException {
    if (year < 0) {
      out.put('-');
    }
    putPadded(Math.absExact(year), year < 0 ? 3 : 4, out);
  }

  private static void putPart(char before, int value, TextBuffer out) throws IOException {
    out.put(before);
    out.put((char) ('0' + value / 10));
    out.put((char) ('0' + value % 10));
  }

  private static void putPadded(long value, int digits, TextBuffer out) throws IOException {
    long limit = perSecond(digits - 1);
    for (; limit > 1 && value < limit; limit /= 10) {
      out.put('0');
    }
    out.putLong(value);
  }
}
