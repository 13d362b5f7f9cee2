package io.hypertile.encode.text;

import io.hypertile.ndarray.CellType;
import io.hypertile.text.SecondParts;
import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * Reads one time in ISO 8601, of any precision down to attoseconds: a year, year and month, date,
 * or date and time of day in UTC, with or without {@code Z}.
 */
public final class TimeReading {
  private static final int MOST_DIGITS = 18;
  private static final int FIRST_YEAR = 1970;
  private static final int MONTHS = 12;
  private static final int DAYS_OF_WEEK = 7;
  private static final int SECONDS_OF_HOUR = 3600;
  private static final int SECONDS_OF_MINUTE = 60;
  private static final int SECONDS_OF_DAY = 24 * SECONDS_OF_HOUR;

  private final char[] text;
  private final int end;
  private int at;
  private long days;
  private long months;
  private int seconds;
  private long attoseconds;
  private boolean isFirstOfMonth;

  public TimeReading(char[] text, int start, int length) {
    this.text = text;
    this.at = start;
    this.end = start + length;
  }

  /** Reads the text; false if it is no time. */
  public boolean parse() {
    boolean isNegative = accept('-');
    int start = at;
    long year = number(9);
    if (at - start < 4 - (isNegative ? 1 : 0)) {
      return false;
    }
    year = isNegative ? -year : year;
    long month = accept('-') ? pair() : 1;
    long day = accept('-') ? pair() : 1;
    if (month < 1 || month > MONTHS || day < 1) {
      return false;
    }
    try {
      days = LocalDate.of((int) year, (int) month, (int) day).toEpochDay();
    } catch (DateTimeException e) {
      return false;
    }
    months = (year - FIRST_YEAR) * MONTHS + month - 1;
    isFirstOfMonth = day == 1;
    boolean isGood = at == end || (accept('T') || accept(' ')) && timeOfDay();
    return isGood && at == end;
  }

  private boolean timeOfDay() {
    long hour = pair();
    long minute = accept(':') ? pair() : 0;
    long second = accept(':') ? pair() : 0;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
      return false;
    }
    seconds = (int) (hour * SECONDS_OF_HOUR + minute * SECONDS_OF_MINUTE + second);
    if (accept('.')) {
      int start = at;
      attoseconds = number(MOST_DIGITS);
      if (at == start) {
        return false;
      }
      for (int digits = at - start; digits < MOST_DIGITS; digits++) {
        attoseconds *= 10;
      }
    }
    accept('Z');
    return true;
  }

  private boolean accept(char expected) {
    boolean isThere = at < end && text[at] == expected;
    at += isThere ? 1 : 0;
    return isThere;
  }

  /** Two digits; -1 if there are none. */
  private long pair() {
    int start = at;
    long value = number(2);
    return at - start == 2 ? value : -1;
  }

  private long number(int most) {
    long value = 0;
    for (int n = 0; n < most && at < end && text[at] >= '0' && text[at] <= '9'; n++) {
      value = value * 10 + (text[at++] - '0');
    }
    return value;
  }

  /** The time as a number of a type's steps; {@link CellText#NAT} if it falls between two steps. */
  public long count(CellType.TimePoint type) {
    try {
      long units = units(type);
      return units == CellText.NAT || units % type.steps() != 0
          ? CellText.NAT
          : units / type.steps();
    } catch (ArithmeticException e) {
      return CellText.NAT;
    }
  }

  private long units(CellType.TimePoint type) {
    boolean isDate = seconds == 0 && attoseconds == 0;
    boolean isMonth = isDate && isFirstOfMonth;
    return switch (type.unit()) {
      case GENERIC -> CellText.NAT;
      case YEARS -> isMonth ? exact(months, MONTHS) : CellText.NAT;
      case MONTHS -> isMonth ? months : CellText.NAT;
      case WEEKS -> isDate ? exact(days, DAYS_OF_WEEK) : CellText.NAT;
      case DAYS -> isDate ? days : CellText.NAT;
      case HOURS -> attoseconds == 0 ? exact(allSeconds(), SECONDS_OF_HOUR) : CellText.NAT;
      case MINUTES -> attoseconds == 0 ? exact(allSeconds(), SECONDS_OF_MINUTE) : CellText.NAT;
      case SECONDS,
          MILLISECONDS,
          MICROSECONDS,
          NANOSECONDS,
          PICOSECONDS,
          FEMTOSECONDS,
          ATTOSECONDS -> {
        int digits = TimeText.digits(type.unit());
        long part = TimeText.perSecond(MOST_DIGITS - digits);
        yield attoseconds % part != 0
            ? CellText.NAT
            : SecondParts.count(allSeconds(), attoseconds / part, TimeText.perSecond(digits));
      }
    };
  }

  private long allSeconds() {
    return days * SECONDS_OF_DAY + seconds;
  }

  private static long exact(long value, int divisor) {
    return value % divisor == 0 ? value / divisor : CellText.NAT;
  }
}
