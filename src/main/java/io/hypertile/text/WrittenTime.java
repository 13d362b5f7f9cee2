package io.hypertile.text;

import java.util.Optional;
import java.util.regex.Matcher;

/**
 * A time as {@link IsoTime} takes it, of any calendar: whether there is such a day is not known
 * yet.
 *
 * @param year from 1 to 9999
 * @param month from 1 to 99
 * @param day from 1 to 99
 * @param micros microseconds since the beginning of the day, as written; all of a day's for 24:00
 * @param offset seconds that the clock is ahead of UTC, 0 where none was written
 */
public record WrittenTime(int year, int month, int day, long micros, int offset) {
  private static final long MICROS = 1_000_000;
  private static final int MICRO_DIGITS = 6;

  /**
   * The time of a text.
   *
   * @return empty when the text has another form, or no clock shows such a time
   */
  public static Optional<WrittenTime> read(String text) {
    Optional<Matcher> form = IsoTime.form(text);
    return form.flatMap(WrittenTime::read);
  }

  private static Optional<WrittenTime> read(Matcher form) {
    String[] date = form.group("date").split("-", -1);
    int hour = number(form, "hour");
    int minute = number(form, "minute");
    int second = number(form, "second");
    int hours = number(form, "hours");
    int minutes = number(form, "minutes");
    long micros = ((hour * 60L + minute) * 60 + second) * MICROS + fraction(form);
    boolean isClock =
        micros <= 24 * 3600 * MICROS && minute < 60 && second < 60 && hours <= 18 && minutes < 60;
    int year = Integer.parseInt(date[0]);
    if (!isClock || year < 1) {
      return Optional.empty();
    }
    String sign = form.group("sign");
    boolean isBehind = "-".equals(sign) || "\u2212".equals(sign);
    int offset = (hours * 60 + minutes) * 60 * (isBehind ? -1 : 1);
    return Optional.of(
        new WrittenTime(
            year, Integer.parseInt(date[1]), Integer.parseInt(date[2]), micros, offset));
  }

  private static int number(Matcher form, String group) {
    String digits = form.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static long fraction(Matcher form) {
    String digits = form.group("fraction");
    return digits == null
        ? 0
        : Long.parseLong((digits + "0".repeat(MICRO_DIGITS)).substring(0, MICRO_DIGITS));
  }
}
