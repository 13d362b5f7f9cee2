package io.hypertile.partition.expression;

import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.text.SecondParts;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and lengths of time in the text of an expression, in ISO 8601. */
final class TimeTexts {
  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2})(?:[T ](\\d{2}:\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?"
              + "(Z|[+-]\\d{2}:\\d{2})?)?");

  /** Digits of the fraction of a second that each unit has. */
  private static final int MILLIS = 3;

  private static final int MICROS = 6;
  private static final int NANOS = 9;
  private static final long NANOS_OF_SECOND = 1_000_000_000;

  private TimeTexts() {}

  /** Whether a text is meant as a length of time. */
  static boolean isSpan(String text) {
    return text.startsWith("P") || text.startsWith("-P") || text.startsWith("+P");
  }

  /**
   * A time as NumPy has it: in the unit of its last digit.
   *
   * @return empty if the text is no time
   */
  static Optional<Node.Constant> point(String text) {
    Matcher parts = TIME.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      if (parts.group(2) == null) {
        long day = LocalDate.parse(parts.group(1)).toEpochDay();
        return Optional.of(constant(CellTimeUnit.DAYS, day));
      }
      String fraction = parts.group(4) == null ? "" : parts.group(4);
      Instant time = instant(parts, fraction);
      return Optional.of(
          switch (digits(fraction.length())) {
            case 0 -> constant(CellTimeUnit.SECONDS, time.getEpochSecond());
            case MILLIS -> constant(CellTimeUnit.MILLISECONDS, scaled(time, MILLIS));
            case MICROS -> constant(CellTimeUnit.MICROSECONDS, scaled(time, MICROS));
            default -> constant(CellTimeUnit.NANOSECONDS, scaled(time, NANOS));
          });
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Instant instant(Matcher parts, String fraction) {
    String seconds = parts.group(3) == null ? "00" : parts.group(3);
    String local =
        parts.group(1)
            + 'T'
            + parts.group(2)
            + ':'
            + seconds
            + (fraction.isEmpty() ? "" : '.' + fraction);
    return parts.group(5) == null
        ? LocalDateTime.parse(local).toInstant(ZoneOffset.UTC)
        : OffsetDateTime.parse(local + parts.group(5)).toInstant();
  }

  private static Node.Constant constant(CellTimeUnit unit, long steps) {
    return Node.Constant.of(new Unit(unit, 1).point(), steps);
  }

  private static int digits(int given) {
    return Math.ceilDiv(given, MILLIS) * MILLIS;
  }

  private static long scaled(Instant time, int digits) {
    long parts = Math.powExact(10L, digits);
    return SecondParts.count(
        time.getEpochSecond(), time.getNano() / (NANOS_OF_SECOND / parts), parts);
  }

  /**
   * A length of time, such as {@code P1DT12H} or {@code PT0.5S}, in the longest unit of which it is
   * a whole number.
   *
   * @return empty if the text is no length of time
   */
  static Optional<Node.Constant> span(String text) {
    try {
      Duration length = Duration.parse(text);
      if (length.getNano() == 0) {
        return Optional.of(wholeSeconds(length.getSeconds()));
      }
      long nanos = length.toNanos();
      long micro = Math.powExact(10L, MILLIS);
      if (nanos % (micro * micro) == 0) {
        return Optional.of(span(CellTimeUnit.MILLISECONDS, nanos / (micro * micro)));
      }
      return Optional.of(
          nanos % micro == 0
              ? span(CellTimeUnit.MICROSECONDS, nanos / micro)
              : span(CellTimeUnit.NANOSECONDS, nanos));
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Node.Constant wholeSeconds(long seconds) {
    CellTimeUnit[] units = {CellTimeUnit.DAYS, CellTimeUnit.HOURS, CellTimeUnit.MINUTES};
    for (CellTimeUnit unit : units) {
      long parts = unit.parts(CellTimeUnit.SECONDS);
      if (seconds % parts == 0) {
        return span(unit, seconds / parts);
      }
    }
    return span(CellTimeUnit.SECONDS, seconds);
  }

  private static Node.Constant span(CellTimeUnit unit, long steps) {
    return Node.Constant.of(new Unit(unit, 1).span(), steps);
  }
}
