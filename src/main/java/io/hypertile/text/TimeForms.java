package io.hypertile.text;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says why a text is no time that {@link IsoTime} takes, and what to write in its place: forms of
 * ISO 8601 other than the extended one with a calendar date, digits beyond the microsecond, and
 * dates and times that there are not. Safe for use by many threads.
 */
public final class TimeForms {
  private static final String FORM = "the form is 2023-01-03T05:00:00.000000+00:00";
  private static final int SHOWN = 60;

  /** Any order of digits that ISO 8601 has for a date, a time of day and an offset. */
  private static final Pattern OTHER =
      Pattern.compile(
          "(?<date>(?<extended>\\d{4}-\\d{2}-\\d{2})|(?<basic>\\d{8})|(?<month>\\d{4}-\\d{2})"
              + "|(?<ordinal>\\d{4}-?\\d{3})|(?<week>\\d{4}-?[Ww]\\d{2}(?:-?\\d)?))"
              + "(?:[Tt ](?<hour>\\d{2})(?::?(?<minute>\\d{2})"
              + "(?::?(?<second>\\d{2})(?:[.,](?<fraction>\\d++))?)?)?"
              + "(?<offset>[Zz]|[+\\-\u2212 ]\\d{2}(?::?\\d{2})?)?)?"
              + IsoTime.BOUNDARY);

  private static final Pattern BEGINNING = Pattern.compile("\\d{4}-\\d[^\\s,()\\[\\]]*+");

  private static final Pattern WITHOUT_ZEROS =
      Pattern.compile(
          "(?<year>\\d{4})-(?<month>\\d{1,2})-(?<day>\\d{1,2})"
              + "(?:[Tt ](?<clock>\\d{1,2}:\\d{2}\\S{0,30}))?");

  private static final Pattern FRACTION =
      Pattern.compile(
          "(?<=\\d:\\d{2}:\\d{2}),(?:0\\d++(?:[Zz]|[+\\-\u2212 ]\\d{2}(?::?\\d{2})?)?"
              + "|\\d++(?:[Zz]|[+\u2212]\\d{2}(?::?\\d{2})?|[\\- ]\\d{2}:\\d{2}))"
              + IsoTime.BOUNDARY);

  /** Hint for a comma that ends a time and was perhaps meant as the decimal sign. */
  public static final String POINT =
      "A fraction of a second stands after a point, as in 2023-01-03T05:00:00.250; a comma ends"
          + " the time.";

  private TimeForms() {}

  /**
   * Advice on a text that is not taken as a whole.
   *
   * @param text a text that {@link IsoTime#parse} does not take
   * @return a sentence; empty when the text does not look like a time
   */
  public static Optional<String> advice(String text) {
    String shown = Quoting.shortened(text, SHOWN);
    if (IsoTime.hasForm(text)) {
      return Optional.of(inForm(text, shown));
    }
    Matcher other = OTHER.matcher(text);
    if (other.matches()) {
      return Optional.of(other(other, shown));
    }
    return padded(text, shown)
        .or(() ->
            BEGINNING.matcher(text).matches() ? Optional.of(noForm(shown)) : Optional.empty());
  }

  /**
   * Advice on a text that begins at an index and is not taken, where a number would be read
   * otherwise.
   *
   * @param from index of the first character, from 0
   * @return a sentence; empty when no text begins there that only a time can begin like
   */
  public static Optional<String> adviceAt(String text, int from) {
    Matcher other = OTHER.matcher(text).region(from, text.length());
    if (other.lookingAt() && !isDigits(other.group())) {
      return Optional.of(other(other, Quoting.shortened(other.group(), SHOWN)));
    }
    Matcher beginning = BEGINNING.matcher(text).region(from, text.length());
    if (!beginning.lookingAt()) {
      return Optional.empty();
    }
    String group = beginning.group();
    int colon = group.indexOf(':');
    // Without a time of day a colon parts the ends of a range.
    boolean range = colon > 0 && group.indexOf('T') < 0;
    String time = range ? group.substring(0, colon) : group;
    String shown = Quoting.shortened(time, SHOWN);
    return Optional.of(padded(time, shown).orElseGet(() -> noForm(shown)));
  }

  /**
   * Advice on a comma after a time that was meant as a decimal sign: the number after it begins
   * with a zero, as no position does, or an offset from UTC follows it.
   *
   * @param end index of the character after a time without quotes
   * @return a sentence; empty when no such comma follows
   */
  public static Optional<String> adviceAfter(String text, int end) {
    Matcher comma = FRACTION.matcher(text).region(end, text.length()).useTransparentBounds(true);
    return comma.lookingAt() ? Optional.of(POINT) : Optional.empty();
  }

  /**
   * Describes a whole number whose digits are those of a date.
   *
   * @param digits a whole number in decimal
   * @param written gives what to write for a date in the form that is taken
   * @return a part of a sentence; empty when no date has these digits
   */
  public static Optional<String> dateOf(String digits, UnaryOperator<String> written) {
    Matcher other = OTHER.matcher(digits);
    return other.matches() && isDigits(digits)
        ? written(other).map(date -> notTaken(digits, other, written.apply(date)))
        : Optional.empty();
  }

  private static String notTaken(String shown, Matcher matcher, String written) {
    return shown + " is " + kind(matcher) + ", which is not taken; write " + written;
  }

  private static boolean isDigits(String text) {
    return text.chars().allMatch(Character::isDigit);
  }

  private static String inForm(String text, String shown) {
    Optional<String> cut = IsoTime.cutToMicroseconds(text);
    if (cut.isPresent()) {
      return shown
          + " has digits beyond the microsecond, and times have microseconds; write "
          + cut.get()
          + ".";
    }
    return IsoTime.read(text).isPresent()
        ? shown + " lies outside the years 1 to 9999 in UTC."
        : "There is no such time as " + shown + "; " + FORM + ".";
  }

  /**
   * Describes a date, perhaps with a time, whose parts lack their leading zeros; empty for any
   * other text.
   */
  private static Optional<String> padded(String text, String shown) {
    Matcher matcher = WITHOUT_ZEROS.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String clock = matcher.group("clock");
    String written =
        "%s-%s-%s"
                .formatted(
                    matcher.group("year"), two(matcher.group("month")), two(matcher.group("day")))
            + (clock == null ? "" : "T" + (clock.indexOf(':') == 1 ? "0" : "") + clock);
    return IsoTime.parse(written)
        .map(time ->
            shown + " lacks the zeros of months, days and hours below 10; write " + written + ".");
  }

  private static String two(String digits) {
    return digits.length() == 1 ? "0" + digits : digits;
  }

  private static String noForm(String shown) {
    return shown + " is no form of a time that is taken; " + FORM + ".";
  }

  private static String other(Matcher matcher, String shown) {
    return written(matcher)
        .map(text -> notTaken(shown, matcher, text) + ".")
        .orElse("There is no such time as " + shown + "; " + FORM + ".");
  }

  private static String kind(Matcher matcher) {
    if (matcher.group("ordinal") != null) {
      return "an ordinal date of ISO 8601";
    }
    if (matcher.group("week") != null) {
      return "a week date of ISO 8601";
    }
    if (matcher.group("month") != null) {
      return "a month";
    }
    return "a time in ISO 8601's basic form";
  }

  /** The same time in the form that is taken; empty if no clock shows such a time. */
  private static Optional<String> written(Matcher matcher) {
    Optional<LocalDate> date = date(matcher);
    if (date.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder(date.get().toString());
    if (matcher.group("hour") != null) {
      text.append('T').append(matcher.group("hour"));
      String minute = matcher.group("minute");
      text.append(':').append(minute == null ? "00" : minute);
      append(text, ':', matcher.group("second"));
      append(text, '.', matcher.group("fraction"));
      text.append(offset(matcher.group("offset")));
    }
    String written = text.toString();
    return IsoTime.parse(written)
        .map(time -> written)
        .or(() -> IsoTime.cutToMicroseconds(written).filter(cut -> IsoTime.parse(cut).isPresent()));
  }

  private static void append(StringBuilder text, char sign, @Nullable String digits) {
    if (digits != null) {
      text.append(sign).append(digits);
    }
  }

  private static String offset(@Nullable String offset) {
    return offset == null
        ? ""
        : offset.replace('\u2212', '-').replace(' ', '+').toUpperCase(Locale.ROOT);
  }

  private static Optional<LocalDate> date(Matcher matcher) {
    String text = matcher.group("date").toUpperCase(Locale.ROOT).replace("-", "");
    try {
      if (matcher.group("week") != null) {
        String day = text.length() == 7 ? text + "1" : text;
        return Optional.of(
            LocalDate.parse(
                day.substring(0, 4) + "-" + day.substring(4, 7) + "-" + day.substring(7),
                DateTimeFormatter.ISO_WEEK_DATE));
      }
      if (matcher.group("ordinal") != null) {
        return Optional.of(
            LocalDate.parse(
                text.substring(0, 4) + "-" + text.substring(4),
                DateTimeFormatter.ISO_ORDINAL_DATE));
      }
      String day = matcher.group("month") == null ? text : text + "01";
      return Optional.of(LocalDate.parse(day, DateTimeFormatter.BASIC_ISO_DATE));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
