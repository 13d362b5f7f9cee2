package io.hypertile.cf;

import io.hypertile.text.WrittenTime;
import java.util.OptionalLong;

/** Texts of times in ISO 8601's form, which stand for days of any calendar. */
public final class CfTexts {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int SECONDS_PER_DAY = 86_400;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private CfTexts() {}

  /**
   * The text of a time, with none, three, six or nine digits of a fraction, as ISO 8601 in UTC:
   * {@code 2000-02-30T05:00:00Z}. A year before 1 or after 9999 has a sign.
   *
   * @param ticks the time since the calendar's day 0
   * @param perSecond ticks in a second, a million or a thousand million
   */
  public static String text(CfCalendar calendar, long ticks, long perSecond) {
    long perDay = SECONDS_PER_DAY * perSecond;
    CfDate date = calendar.date(Math.floorDiv(ticks, perDay));
    long ofDay = Math.floorMod(ticks, perDay);
    int second = (int) (ofDay / perSecond);
    StringBuilder text = new StringBuilder(32);
    if (date.year() > 9999) {
      text.append('+').append(date.year());
    } else {
      text.append(date.year() < 0 ? "-" : "");
      append(text, Math.abs(date.year()), 4);
    }
    append(text.append('-'), date.month(), 2);
    append(text.append('-'), date.day(), 2);
    append(text.append('T'), second / 3600, 2);
    append(text.append(':'), second / 60 % 60, 2);
    append(text.append(':'), second % 60, 2);
    long nanos = ofDay % perSecond * (NANOS_PER_SECOND / perSecond);
    if (nanos != 0) {
      int digits = nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9;
      long shown = nanos;
      for (int left = digits; left < 9; left++) {
        shown /= 10;
      }
      append(text.append('.'), shown, digits);
    }
    return text.append('Z').toString();
  }

  private static void append(StringBuilder text, long number, int digits) {
    String written = Long.toString(number);
    text.repeat('0', Math.max(0, digits - written.length())).append(written);
  }

  /**
   * The time that was written, in microseconds since the calendar's day 0.
   *
   * @return empty when the calendar has no such day
   */
  public static OptionalLong micros(CfCalendar calendar, WrittenTime time) {
    CfDate date = new CfDate(time.year(), time.month(), time.day());
    return calendar.isDate(date)
        ? OptionalLong.of(
            calendar.day(date) * SECONDS_PER_DAY * MICROS_PER_SECOND
                + time.micros()
                - time.offset() * MICROS_PER_SECOND)
        : OptionalLong.empty();
  }
}
