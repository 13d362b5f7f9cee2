package io.hypertile.picture;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Round times in UTC between two others, with texts in ISO 8601. */
final class TimeTicks {
  private static final double MINUTE = 60;
  private static final double DAY = 86_400;
  private static final double MONTH = 30 * DAY;
  private static final double[] STEPS = {
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, MINUTE, 120, 300,
    600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, DAY, 2 * DAY, 5 * DAY, 10 * DAY
  };
  private static final int[] MONTHS = {1, 3, 6};
  private static final int YEAR = 12;
  private static final int MOST = 64;

  private TimeTicks() {}

  /**
   * A mark.
   *
   * @param seconds its time since 1970
   * @param text the time, or the part of it that is below a day
   * @param day the day, where it is another one than that of the mark before
   */
  record Tick(double seconds, String text, Optional<String> day) {}

  /**
   * Marks between two times.
   *
   * @param limits seconds since 1970
   * @param most about as many, at least 2
   */
  static List<Tick> of(Limits limits, int most) {
    double span = limits.high() / most - limits.low() / most;
    for (double step : STEPS) {
      if (step >= span) {
        return step < DAY ? clock(limits, step) : days(limits, step);
      }
    }
    for (int months : MONTHS) {
      if (months * MONTH >= span) {
        return months(limits, months);
      }
    }
    long years = 1;
    for (int n = 0; years * YEAR * MONTH < span; n++) {
      years = (long) (new int[] {2, 5, 10}[n % 3] * Math.pow(10, n / 3));
    }
    return months(limits, years * YEAR);
  }

  private static List<Tick> clock(Limits limits, double step) {
    DateTimeFormatter form =
        DateTimeFormatter.ofPattern(
            step >= MINUTE ? "HH:mm" : step >= 1 ? "HH:mm:ss" : "HH:mm:ss.SSS", Locale.ROOT);
    List<Tick> ticks = new ArrayList<>();
    Optional<LocalDate> before = Optional.empty();
    double first = Math.ceil(limits.low() / step);
    for (int n = 0; n < MOST && (first + n) * step <= limits.high(); n++) {
      LocalDateTime time = time((first + n) * step);
      Optional<LocalDate> day = Optional.of(time.toLocalDate());
      ticks.add(
          new Tick(
              (first + n) * step,
              form.format(time),
              day.equals(before) ? Optional.empty() : day.map(LocalDate::toString)));
      before = day;
    }
    return ticks;
  }

  private static List<Tick> days(Limits limits, double step) {
    List<Tick> ticks = new ArrayList<>();
    double first = Math.ceil(limits.low() / step);
    for (int n = 0; n < MOST && (first + n) * step <= limits.high(); n++) {
      double at = (first + n) * step;
      ticks.add(new Tick(at, time(at).toLocalDate().toString(), Optional.empty()));
    }
    return ticks;
  }

  private static List<Tick> months(Limits limits, long step) {
    List<Tick> ticks = new ArrayList<>();
    LocalDate start = time(limits.low()).toLocalDate();
    long month = Math.floorDiv(start.getYear() * (long) YEAR + start.getMonthValue() - 1, step);
    for (int n = 0; n < MOST; n++, month++) {
      long all = month * step;
      LocalDate day =
          LocalDate.of(
              (int) Math.floorDiv(all, (long) YEAR), (int) Math.floorMod(all, (long) YEAR) + 1, 1);
      double at = day.atStartOfDay().toEpochSecond(ZoneOffset.UTC);
      if (at > limits.high()) {
        break;
      }
      if (at >= limits.low()) {
        String iso = day.toString();
        int shown = step % YEAR == 0 ? iso.length() - "-01-01".length() : iso.length() - 3;
        ticks.add(new Tick(at, iso.substring(0, shown), Optional.empty()));
      }
    }
    return ticks;
  }

  private static LocalDateTime time(double seconds) {
    double whole = Math.floor(seconds);
    long nanos = Math.round((seconds - whole) * 1000) * 1_000_000;
    return LocalDateTime.ofInstant(Instant.ofEpochSecond((long) whole, nanos), ZoneOffset.UTC);
  }
}
