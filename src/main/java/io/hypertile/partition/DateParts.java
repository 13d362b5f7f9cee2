package io.hypertile.partition;

import java.time.LocalDate;

/** Parts of a time in the proleptic Gregorian calendar. */
final class DateParts {
  private static final long DAY = 86_400;
  private static final int HOUR = 3_600;
  private static final int MINUTE = 60;

  private DateParts() {}

  /**
   * Year, month, day, hour, minute and second.
   *
   * @param seconds since 1970 in UTC, of a year that {@link LocalDate} has
   */
  static long[] of(long seconds) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(seconds, DAY));
    int rest = (int) Math.floorMod(seconds, DAY);
    return new long[] {
      date.getYear(),
      date.getMonthValue(),
      date.getDayOfMonth(),
      rest / HOUR,
      rest % HOUR / MINUTE,
      rest % MINUTE
    };
  }
}
