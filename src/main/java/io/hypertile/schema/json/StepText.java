package io.hypertile.schema.json;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ISO 8601 durations, of which the last part may have a decimal fraction, and what to write for
 * texts that other software takes for steps: the aliases of pandas, units in words, clock times.
 */
final class StepText {
  /** Advice for steps without a fixed length. */
  static final String CALENDAR =
      "years, quarters and months have no fixed length, and positions on a time axis are equally far"
          + " apart; give the months as labels, such as \"2024-01\", or each array its own start"
          + " (\"start_value\": \"$attribute\") and a step in days";

  private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000L);
  private static final String NUMBER = "[0-9]{1,15}(?:[.,][0-9]{1,15})?";
  private static final Pattern DECIMAL =
      numbered(
          "(?<sign>[+-]?)P(?:(?<weeks>N)W|(?:(?<days>N)D)?"
              + "(?:T(?:(?<hours>N)H)?(?:(?<minutes>N)M)?(?:(?<seconds>N)S)?)?)");

  /** Number of seconds of each part, from the longest. */
  private static final Map<String, Long> PARTS =
      Map.of("weeks", 604_800L, "days", 86_400L, "hours", 3_600L, "minutes", 60L, "seconds", 1L);

  private static final Pattern CALENDAR_STEP = numbered("[+-]?P(?:N[YM])+(?:N[WD])?(?:T.*)?");
  private static final Pattern CALENDAR_ALIAS =
      Pattern.compile(
          "[0-9]* ?(?:M|MS|ME|BM|BMS|BME|SM|SMS|SME|Q|QS|QE|Y|YS|YE|A|AS|mon|month|months|monthly"
              + "|quarter|quarters|year|years|yearly|annual)(?:-[A-Z]{3})?");
  private static final Pattern ALIAS =
      Pattern.compile("(?<count>-?[0-9]{0,12}(?:\\.[0-9]{1,9})?) ?(?<unit>[A-Za-zµμ]{1,12})");
  private static final Pattern CLOCK =
      Pattern.compile("(?<hours>[0-9]{1,4}):(?<minutes>[0-5][0-9])(?::(?<seconds>[0-5][0-9]))?");

  /** ISO 8601's form of one of each unit, by its names elsewhere. */
  private static final Map<String, String> UNITS =
      Map.ofEntries(
          Map.entry("weekly", "P#W"),
          Map.entry("daily", "P#D"),
          Map.entry("hourly", "PT#H"),
          Map.entry("m", "PT#M"),
          Map.entry("w", "P#W"),
          Map.entry("week", "P#W"),
          Map.entry("d", "P#D"),
          Map.entry("day", "P#D"),
          Map.entry("h", "PT#H"),
          Map.entry("hr", "PT#H"),
          Map.entry("hour", "PT#H"),
          Map.entry("t", "PT#M"),
          Map.entry("min", "PT#M"),
          Map.entry("minute", "PT#M"),
          Map.entry("s", "PT#S"),
          Map.entry("sec", "PT#S"),
          Map.entry("second", "PT#S"));

  private StepText() {}

  private static Pattern numbered(String form) {
    return Pattern.compile(form.replace("N", NUMBER));
  }

  /**
   * The duration of a text.
   *
   * @return empty when the text is no duration, has a fraction before the last part, or is out of
   *     range
   */
  static Optional<Duration> parse(String text) {
    try {
      return Optional.of(Duration.parse(text));
    } catch (DateTimeException | ArithmeticException e) {
      return decimal(DECIMAL.matcher(text.toUpperCase(Locale.ROOT)));
    }
  }

  private static Optional<Duration> decimal(Matcher matcher) {
    if (!matcher.matches()) {
      return Optional.empty();
    }
    BigDecimal seconds = BigDecimal.ZERO;
    boolean given = false;
    boolean last = false;
    for (String part : new String[] {"weeks", "days", "hours", "minutes", "seconds"}) {
      String number = matcher.group(part);
      if (number == null) {
        continue;
      }
      if (last) {
        return Optional.empty();
      }
      given = true;
      last = number.indexOf('.') >= 0 || number.indexOf(',') >= 0;
      long unit = PARTS.getOrDefault(part, 1L);
      seconds =
          seconds.add(new BigDecimal(number.replace(',', '.')).multiply(BigDecimal.valueOf(unit)));
    }
    return given
        ? duration(matcher.group("sign").equals("-") ? seconds.negate() : seconds)
        : Optional.empty();
  }

  /**
   * Turns seconds into a duration. A part finer than a nanosecond becomes one nanosecond, so that
   * the step is not taken for whole microseconds.
   */
  private static Optional<Duration> duration(BigDecimal seconds) {
    BigDecimal nanos = seconds.multiply(NANOS).setScale(0, RoundingMode.UP);
    BigDecimal[] parts = nanos.divideAndRemainder(NANOS);
    try {
      return Optional.of(Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValueExact()));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /**
   * Advice on a text that is no step, with the text to write.
   *
   * @return the end of a sentence; empty when nothing is known of such a text
   */
  static Optional<String> advice(String text) {
    if (CALENDAR_STEP.matcher(text).matches() || CALENDAR_ALIAS.matcher(text).matches()) {
      return Optional.of(CALENDAR);
    }
    return written(text)
        .filter(step -> parse(step).isPresent())
        .map(step -> "write \"" + step + "\"");
  }

  private static Optional<String> written(String text) {
    Matcher clock = CLOCK.matcher(text);
    if (clock.matches()) {
      String parts =
          part(clock, "hours", "H") + part(clock, "minutes", "M") + part(clock, "seconds", "S");
      return parts.isEmpty() ? Optional.empty() : Optional.of("PT" + parts);
    }
    Matcher alias = ALIAS.matcher(text);
    if (!alias.matches()) {
      return Optional.empty();
    }
    String count = alias.group("count");
    String size = count.isEmpty() ? "1" : count.equals("-") ? "-1" : count;
    return unit(alias.group("unit"))
        .map(form ->
            size.startsWith("-")
                ? "-" + form.replace("#", size.substring(1))
                : form.replace("#", size))
        .or(() -> small(alias.group("unit"), size));
  }

  /** A part of a duration without leading zeros; empty where it is 0 or not given. */
  private static String part(Matcher clock, String name, String unit) {
    String digits = clock.group(name);
    int number = digits == null ? 0 : Integer.parseInt(digits);
    return number == 0 ? "" : number + unit;
  }

  private static Optional<String> unit(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String one =
        lower.length() > 2 && lower.endsWith("s") ? lower.substring(0, lower.length() - 1) : lower;
    return Optional.ofNullable(UNITS.get(one));
  }

  /** Milliseconds and microseconds as fractions of seconds. */
  private static Optional<String> small(String name, String size) {
    int digits =
        switch (name) {
          case "ms", "L", "millisecond", "milliseconds", "milli", "millis" -> 3;
          case "us", "U", "µs", "μs", "microsecond", "microseconds", "micro", "micros" -> 6;
          default -> 0;
        };
    if (digits == 0) {
      return Optional.empty();
    }
    BigDecimal seconds = new BigDecimal(size).movePointLeft(digits);
    String text = "PT" + seconds.abs().toPlainString() + "S";
    return Optional.of(seconds.signum() < 0 ? "-" + text : text);
  }
}
