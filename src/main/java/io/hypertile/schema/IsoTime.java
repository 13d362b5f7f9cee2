package io.hypertile.schema;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time in ISO 8601's extended form: a date, then optionally {@code T} or a space and hours,
 * minutes, seconds and a fraction, then optionally an offset. A date alone is its midnight. Years
 * run from 0001 to 9999, as in Deker; of a fraction of up to nine digits the first six are kept.
 *
 * <p>The offset is {@code Z}, {@code +02:00}, {@code +0200} or {@code +02}, up to 18 hours; since a
 * plus sign in a query string arrives as a space, a space in its place is read as a plus.
 *
 * @param local the time as written, without its offset
 * @param offset the offset as written; empty means UTC
 */
public record IsoTime(LocalDateTime local, Optional<ZoneOffset> offset) {
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");
  private static final int MAX_FRACTION = 9;
  private static final int NANOS_OF_MICRO = 1000;

  /**
   * What follows a time in a slice. Without this condition the time in {@code
   * 2023-01-01T05:00:2023-01-02} would take the first two digits of the next year for its seconds.
   */
  private static final String BOUNDARY = "(?=\\z|[ \\t\\r\\n,:)\\]])";

  private static final Pattern FORM =
      Pattern.compile(
          "(?<date>\\d{4}-\\d{2}-\\d{2})"
              + "(?:[Tt ](?<hour>\\d{2})(?::(?<minute>\\d{2})(?::(?<second>\\d{2})"
              + "(?:\\.(?<fraction>\\d++))?)?)?"
              + "(?<offset>[Zz]|(?<sign>[+\\- ])(?<hours>\\d{2})(?::?(?<minutes>\\d{2}))?)?)?"
              + BOUNDARY);

  /**
   * The time that the whole text stands for, in UTC.
   *
   * @return empty when the text has another form, when there is no such date, time or offset, or
   *     when it falls outside the years 0001 to 9999 in UTC
   */
  public static Optional<Instant> parse(String text) {
    return read(text)
        .map(IsoTime::instant)
        .filter(time -> !time.isBefore(FIRST) && time.isBefore(END));
  }

  /**
   * The time that the whole text stands for, as written.
   *
   * @return empty when the text has another form or there is no such date, time or offset
   */
  public static Optional<IsoTime> read(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String fraction = matcher.group("fraction");
    if (fraction != null && fraction.length() > MAX_FRACTION) {
      return Optional.empty();
    }
    try {
      LocalDate date = LocalDate.parse(matcher.group("date"));
      if (date.getYear() < 1) {
        return Optional.empty();
      }
      LocalTime time =
          LocalTime.of(
              number(matcher, "hour"),
              number(matcher, "minute"),
              number(matcher, "second"),
              nanos(fraction == null ? "" : fraction));
      return Optional.of(new IsoTime(date.atTime(time), offset(matcher)));
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
    Matcher matcher = FORM.matcher(text).region(from, text.length());
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
    int nanos = Integer.parseInt((fraction + "000000000").substring(0, MAX_FRACTION));
    return nanos - nanos % NANOS_OF_MICRO;
  }

  private static Optional<ZoneOffset> offset(Matcher matcher) {
    if (matcher.group("offset") == null) {
      return Optional.empty();
    }
    int sign = "-".equals(matcher.group("sign")) ? -1 : 1;
    int hours = number(matcher, "hours");
    int minutes = number(matcher, "minutes");
    return Optional.of(ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes));
  }
}
