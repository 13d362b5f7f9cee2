package io.hypertile.partition.engine;

import io.hypertile.ndarray.CellType;
import java.time.LocalDate;

/** Times of NumPy as seconds. */
final class TimeSteps {
  private static final long DAY = 86_400;
  private static final int MONTHS_OF_YEAR = 12;
  private static final long MOST_YEARS = 1_000_000;

  private TimeSteps() {}

  /**
   * Seconds since 1970, rounded down; {@link Long#MIN_VALUE} for NaT, and the greatest or the least
   * but that where 64 bits do not hold them.
   *
   * @param value a cell
   */
  static long seconds(long value, CellType.TimePoint type) {
    if (value == Long.MIN_VALUE) {
      return Long.MIN_VALUE;
    }
    try {
      long steps = Math.multiplyExact(value, type.steps());
      return switch (type.unit()) {
        case YEARS -> months(Math.multiplyExact(steps, MONTHS_OF_YEAR));
        case MONTHS -> months(steps);
        case WEEKS -> Math.multiplyExact(steps, 7 * DAY);
        case DAYS -> Math.multiplyExact(steps, DAY);
        case HOURS -> Math.multiplyExact(steps, 3_600L);
        case MINUTES -> Math.multiplyExact(steps, 60L);
        case SECONDS, GENERIC -> steps;
        case MILLISECONDS -> Math.floorDiv(steps, 1_000L);
        case MICROSECONDS -> Math.floorDiv(steps, 1_000_000L);
        case NANOSECONDS -> Math.floorDiv(steps, 1_000_000_000L);
        case PICOSECONDS -> Math.floorDiv(steps, 1_000_000_000_000L);
        case FEMTOSECONDS -> Math.floorDiv(steps, 1_000_000_000_000_000L);
        case ATTOSECONDS -> Math.floorDiv(steps, 1_000_000_000_000_000_000L);
      };
    } catch (ArithmeticException e) {
      return value < 0 ? Long.MIN_VALUE + 1 : Long.MAX_VALUE;
    }
  }

  private static long months(long months) {
    long year = Math.floorDiv(months, MONTHS_OF_YEAR);
    if (Math.abs(year) > MOST_YEARS) {
      throw new ArithmeticException("year " + year);
    }
    int month = (int) Math.floorMod(months, (long) MONTHS_OF_YEAR) + 1;
    return LocalDate.of((int) (1970 + year), month, 1).toEpochDay() * DAY;
  }
}
