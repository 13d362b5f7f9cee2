package io.hypertile.cf;

import io.hypertile.text.Quoting;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Meaning of numbers that are times: so many of a unit since a time of a calendar (CF conventions
 * 1.11, 4.4). Immutable.
 *
 * @param calendar the calendar
 * @param unit nanoseconds of one, greater than 0
 * @param day day of the time that is counted from, in the calendar's own count
 * @param nanos nanoseconds from the beginning of that day, in UTC: less than 0, or more than a day
 *     has, where the time was given with an offset
 */
public record CfUnits(CfCalendar calendar, long unit, long day, long nanos) {
  /** Longest text that is looked at. */
  private static final int LONGEST = 200;

  private static final int SHOWN = 80;
  private static final long NANOS_PER_MICRO = 1_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long NANOS_PER_DAY = 86_400 * NANOS_PER_SECOND;
  private static final long MICROS_PER_DAY = NANOS_PER_DAY / NANOS_PER_MICRO;
  private static final int FRACTION = 9;

  private static final Pattern SINCE =
      Pattern.compile("\\s*+(?<unit>[^\\s\\d]++)\\s++(?i:since)\\s++(?<time>.*+)");

  private static final Pattern TIME =
      Pattern.compile(
          "(?<year>[+-]?\\d{1,6})-(?<month>\\d{1,2})-(?<day>\\d{1,2})"
              + "(?:(?:[Tt]|\\s++)(?<hour>\\d{1,2})"
              + "(?::(?<minute>\\d{1,2})(?::(?<second>\\d{1,2})(?:\\.(?<fraction>\\d*+))?)?)?)?"
              + "\\s*+(?:(?i:Z|UTC|GMT)|(?<sign>[+-])(?<hours>\\d{1,2})(?::?(?<minutes>\\d{2}))?)?"
              + "\\s*+");

  /** Outcome of reading units. */
  public sealed interface Reading {
    /** The numbers are times. */
    record Times(CfUnits units) implements Reading {}

    /** The numbers are none, as their units do not say since when they count. */
    record Numbers() implements Reading {}

    /**
     * The numbers are times that cannot be told.
     *
     * @param reason a part of a sentence, such as {@code its units … count months}
     */
    record Refused(String reason) implements Reading {}
  }

  /**
   * Reads the attributes of numbers.
   *
   * @param units any text
   * @param calendar name of the calendar, any text; null where none is given, which means the
   *     standard one
   */
  public static Reading read(String units, @Nullable String calendar) {
    if (units.length() > LONGEST) {
      return new Reading.Numbers();
    }
    Matcher since = SINCE.matcher(units);
    if (!since.matches()) {
      return new Reading.Numbers();
    }
    String shown = "its units " + Quoting.quoted(Quoting.shortened(units.strip(), SHOWN));
    Optional<CfCalendar> known = calendar(calendar);
    if (known.isEmpty()) {
      return new Reading.Refused(
          "its calendar "
              + Quoting.quoted(Quoting.shortened(calendar == null ? "" : calendar, SHOWN))
              + " is none that is known");
    }
    String unit = since.group("unit").toLowerCase(Locale.ROOT);
    long length = length(unit, known.get());
    if (length == 0) {
      return new Reading.Refused(
          shown
              + (isUneven(unit)
                  ? " count months or years, which have no fixed length"
                  : " count in a unit that is not known"));
    }
    Matcher time = TIME.matcher(since.group("time"));
    Optional<CfUnits> found = time.matches() ? since(time, known.get(), length) : Optional.empty();
    return found
        .<Reading>map(Reading.Times::new)
        .orElseGet(() ->
            new Reading.Refused(shown + " begin at no time of the calendar " + known.get().text()));
  }

  private static Optional<CfCalendar> calendar(@Nullable String name) {
    return name == null ? Optional.of(CfCalendar.STANDARD) : CfCalendar.of(name);
  }

  private static boolean isUneven(String unit) {
    return switch (unit) {
      case "month", "months", "mon", "year", "years", "yr", "yrs", "common_year", "common_years" ->
          true;
      default -> false;
    };
  }

  /** Nanoseconds of a unit, 0 where it is not known or differs in length. */
  private static long length(String unit, CfCalendar calendar) {
    return switch (unit) {
      case "month", "months" -> calendar == CfCalendar.DAYS_360 ? 30 * NANOS_PER_DAY : 0;
      case "week", "weeks" -> 7 * NANOS_PER_DAY;
      case "day", "days", "d" -> NANOS_PER_DAY;
      case "hour", "hours", "hr", "hrs", "h" -> 3600 * NANOS_PER_SECOND;
      case "minute", "minutes", "min", "mins" -> 60 * NANOS_PER_SECOND;
      case "second", "seconds", "sec", "secs", "s" -> NANOS_PER_SECOND;
      case "millisecond", "milliseconds", "millisec", "millisecs", "msec", "msecs", "ms" ->
          1_000_000;
      case "microsecond", "microseconds", "microsec", "microsecs", "us", "\u00b5s", "\u03bcs" ->
          NANOS_PER_MICRO;
      case "nanosecond", "nanoseconds", "nanosec", "nanosecs", "ns" -> 1;
      default -> 0;
    };
  }

  private static Optional<CfUnits> since(Matcher time, CfCalendar calendar, long unit) {
    CfDate date = new CfDate(number(time, "year"), number(time, "month"), number(time, "day"));
    int hour = number(time, "hour");
    int minute = number(time, "minute");
    int second = number(time, "second");
    int hours = number(time, "hours");
    int minutes = number(time, "minutes");
    boolean isClock = hour < 24 && minute < 60 && second < 60 && hours < 24 && minutes < 60;
    if (!isClock || !calendar.isDate(date)) {
      return Optional.empty();
    }
    long offset = 60L * (60L * hours + minutes) * ("-".equals(time.group("sign")) ? -1 : 1);
    long seconds = 60L * (60L * hour + minute) + second - offset;
    return Optional.of(
        new CfUnits(
            calendar,
            unit,
            calendar.day(date),
            seconds * NANOS_PER_SECOND + fraction(time.group("fraction"))));
  }

  private static int number(Matcher matcher, String group) {
    String digits = matcher.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  /** Nanoseconds of a fraction; digits beyond the ninth are passed over. */
  private static int fraction(@Nullable String digits) {
    return digits == null || digits.isEmpty()
        ? 0
        : Integer.parseInt((digits + "0".repeat(FRACTION)).substring(0, FRACTION));
  }

  /** Whether all whole numbers are times of whole microseconds. */
  public boolean isWholeMicros() {
    return unit % NANOS_PER_MICRO == 0 && nanos % NANOS_PER_MICRO == 0;
  }

  /**
   * The time of a whole number: exactly, in microseconds since the calendar's day 0, and rounded
   * down where it has nanoseconds.
   *
   * @throws ArithmeticException if it lies 290,000 years away or farther
   */
  public long micros(long number) {
    long base = Math.multiplyExact(day, MICROS_PER_DAY);
    if (unit % NANOS_PER_MICRO == 0) {
      long since = Math.multiplyExact(number, unit / NANOS_PER_MICRO);
      return Math.addExact(Math.addExact(since, Math.floorDiv(nanos, NANOS_PER_MICRO)), base);
    }
    return Math.addExact(Math.floorDiv(Math.addExact(number, nanos), NANOS_PER_MICRO), base);
  }

  /**
   * The same in nanoseconds, exactly.
   *
   * @throws ArithmeticException if it lies 292 years away or farther
   */
  public long nanos(long number) {
    long since = Math.addExact(Math.multiplyExact(number, unit), nanos);
    return Math.addExact(since, Math.multiplyExact(day, NANOS_PER_DAY));
  }

  /**
   * The time of a finite number, in microseconds since the calendar's day 0, the nearest one: a
   * float of hours or days rarely is a whole number of them.
   *
   * @throws ArithmeticException if it lies 290,000 years away or farther
   */
  public long micros(double number) {
    double whole = Math.floor(number);
    if (Math.abs(whole) >= 0x1p63) {
      throw new ArithmeticException("no 64 bits have " + number);
    }
    double micros = (double) unit / NANOS_PER_MICRO;
    long fraction = (long) Math.rint((number - whole) * micros);
    return Math.addExact(micros((long) whole), fraction);
  }
}
