package io.hypertile.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time in ISO 8601's extended form: a date, then optionally {@code T} or a space and hours,
 * minutes, seconds and a fraction, then optionally an offset. A date alone is its midnight, and
 * {@code 24:00} is the midnight after it. Years run from 0001 to 9999, as in Deker. Times have
 * microseconds: of a fraction's digits after the sixth all are zeros. A fraction follows a point
 * or, where the whole text is the time, a comma.
 *
 * <p>The offset is {@code Z}, {@code +02:00}, {@code +0200} or {@code +02}, up to 18 hours, its
 * minus a hyphen or U+2212; since a plus sign in a query string arrives as a space, a space in its
 * place is read as a plus.
 *
 * <p>{@link TimeForms} says why another text is not taken.
 *
 * @param local the time as written, without its offset
 * @param offset the offset as written; empty means UTC
 */
public record IsoTime(LocalDateTime local, Optional<ZoneOffset> offset) {
  /** The first time there is, as in Deker. */
  public static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

  /** The time after the last one there is. */
  public static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  private static final int MICRO_DIGITS = 6;
  private static final int NANOS_OF_MICRO = 1000;

  /** Digits of a nanosecond beyond the microsecond. */
  private static final int NANO_DIGITS = 3;

  /** The hour that ends a day. */
  private static final int LAST_HOUR = 24;

  /**
   * Condition for the text after a time in a slice. Without this condition the time in {@code
   * 2023-01-01T05:00:2023-01-02} would take the first two digits of the next year for its seconds.
   */
  static final String BOUNDARY = "(?=\\z|[ \\t\\r\\n,:)\\]])";

  private static final Pattern WHOLE = form("[.,]", "\\z");

  /** Part of a slice or filter, where a comma separates. */
  private static final Pattern PART = form("\\.", BOUNDARY);

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

  /**
   * A time in ISO 8601 in UTC, without its offset; six digits of fraction when the microseconds are
   * not 0.
   */
  public static String utc(Instant time) {
    LocalDateTime utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    return utc.format(utc.getNano() / 1000 == 0 ? SECONDS : MICROSECONDS);
  }

  private static Pattern form(String decimalSign, String boundary) {
    return Pattern.compile(
        "(?<date>\\d{4}-\\d{2}-\\d{2})"
            + "(?:[Tt ](?<hour>\\d{2})(?::(?<minute>\\d{2})(?::(?<second>\\d{2})"
            + "(?:"
            + decimalSign
            + "(?<fraction>\\d++))?)?)?"
            + "(?<offset>[Zz]|(?<sign>[+\\-\u2212 ])(?<hours>\\d{2})(?::?(?<minutes>\\d{2}))?)?)?"
            + boundary);
  }

  /**
   * The time that the whole text stands for, in UTC.
   *
   * @return empty when the text has another form, when there is no such date, time or offset, or
   *     when it falls outside the years 0001 to 9999 in UTC
   */
  public static Optional<Instant> parse(String text) {
    return read(text).map(IsoTime::instant).filter(IsoTime::isTold);
  }

  /** Whether a time lies in the years 1 to 9999, which have a text. */
  public static boolean isTold(Instant time) {
    return !time.isBefore(FIRST) && time.isBefore(END);
  }

  /**
   * The time that the whole text stands for, as written.
   *
   * @return empty when the text has another form or there is no such date, time or offset
   */
  public static Optional<IsoTime> read(String text) {
    return form(text).flatMap(IsoTime::read);
  }

  /**
   * The time of a text in a file, in UTC. Digits beyond the microsecond are passed over, as Python
   * does.
   *
   * @return empty where {@link #parse} is, for other reasons than such digits
   */
  public static Optional<Instant> parseStored(String text) {
    return parse(cutToMicroseconds(text).orElse(text));
  }

  /**
   * The parts of a text of this form, whose digits beyond the microsecond are zeros; there need not
   * be such a time.
   */
  static Optional<Matcher> form(String text) {
    Matcher matcher = WHOLE.matcher(text);
    return matcher.matches() && isZeros(beyondMicroseconds(matcher))
        ? Optional.of(matcher)
        : Optional.empty();
  }

  /** Whether a text has this form; there need not be such a time. */
  static boolean hasForm(String text) {
    return WHOLE.matcher(text).matches();
  }

  /**
   * The text without digits beyond the microsecond that would be lost; empty if there are no such
   * digits, or the text has another form.
   */
  static Optional<String> cutToMicroseconds(String text) {
    Matcher matcher = WHOLE.matcher(text);
    if (!matcher.matches() || isZeros(beyondMicroseconds(matcher))) {
      return Optional.empty();
    }
    int end = matcher.start("fraction") + MICRO_DIGITS;
    return Optional.of(text.substring(0, end) + text.substring(matcher.end("fraction")));
  }

  /**
   * The nanoseconds that a text of this form has beyond its microseconds, from 0 to 999; empty
   * where it has digits beyond the nanosecond that would be lost, or another form.
   */
  static OptionalInt nanosBeyondMicroseconds(String text) {
    Matcher matcher = WHOLE.matcher(text);
    if (!matcher.matches()) {
      return OptionalInt.empty();
    }
    String digits = beyondMicroseconds(matcher) + "000";
    return isZeros(digits.substring(NANO_DIGITS))
        ? OptionalInt.of(Integer.parseInt(digits.substring(0, NANO_DIGITS)))
        : OptionalInt.empty();
  }

  private static String beyondMicroseconds(Matcher matcher) {
    String fraction = matcher.group("fraction");
    return fraction == null || fraction.length() <= MICRO_DIGITS
        ? ""
        : fraction.substring(MICRO_DIGITS);
  }

  private static boolean isZeros(String digits) {
    return digits.chars().allMatch(digit -> digit == '0');
  }

  private static Optional<IsoTime> read(Matcher matcher) {
    try {
      LocalDate date = LocalDate.parse(matcher.group("date"));
      if (date.getYear() < 1) {
        return Optional.empty();
      }
      int hour = number(matcher, "hour");
      boolean endOfDay = hour == LAST_HOUR;
      String fraction = matcher.group("fraction");
      LocalTime time =
          LocalTime.of(
              endOfDay ? 0 : hour,
              number(matcher, "minute"),
              number(matcher, "second"),
              nanos(fraction == null ? "" : fraction));
      if (endOfDay && !time.equals(LocalTime.MIDNIGHT)) {
        return Optional.empty();
      }
      LocalDate day = endOfDay ? date.plusDays(1) : date;
      return Optional.of(new IsoTime(day.atTime(time), offset(matcher)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * The longest text of this form that begins at an index and is followed by the end of the text, a
   * blank, or one of {@code , : ) ]}. Its numbers may be out of range; {@link #read} tells.
   *
   * @param from index of the first character, from 0
   * @return index one past the last character; empty when there is no such text
   */
  public static OptionalInt findEnd(String text, int from) {
    Matcher matcher = PART.matcher(text).region(from, text.length());
    return matcher.lookingAt() ? OptionalInt.of(matcher.end()) : OptionalInt.empty();
  }

  /** The time in UTC; without an offset it is in UTC already. */
  public Instant instant() {
    return local.toInstant(offset.orElse(ZoneOffset.UTC));
  }

  private static int number(Matcher matcher, String group) {
    String digits = matcher.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static int nanos(String fraction) {
    return NANOS_OF_MICRO * Integer.parseInt((fraction + "000000").substring(0, MICRO_DIGITS));
  }

  private static Optional<ZoneOffset> offset(Matcher matcher) {
    if (matcher.group("offset") == null) {
      return Optional.empty();
    }
    String written = matcher.group("sign");
    int sign = "-".equals(written) || "\u2212".equals(written) ? -1 : 1;
    int hours = number(matcher, "hours");
    int minutes = number(matcher, "minutes");
    return Optional.of(ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes));
  }
}
