package io.hypertile.cf;

import java.time.LocalDate;
import java.time.Year;
import java.util.Locale;
import java.util.Optional;

/**
 * Calendars of the CF conventions (1.11, 4.4.1). Days are counted from a day 0 of each calendar; in
 * those of the real world it is 1 January 1970 of the Gregorian one, in the others their own.
 */
public enum CfCalendar {
  /** The Julian calendar up to 4 October 1582, the Gregorian one from 15 October 1582 on. */
  STANDARD("standard"),
  /** The Gregorian calendar at all times, as ISO 8601 and NumPy have it. */
  PROLEPTIC_GREGORIAN("proleptic_gregorian"),
  /** Years of 365 days. */
  NOLEAP("noleap"),
  /** Years of 366 days. */
  ALL_LEAP("all_leap"),
  /** Twelve months of 30 days. */
  DAYS_360("360_day"),
  /** The Julian calendar at all times. */
  JULIAN("julian");

  private static final int[] LENGTHS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  private static final int EPOCH = 1970;
  private static final int FEBRUARY = 2;

  /** The first Gregorian day, 15 October 1582. */
  private static final long FIRST_GREGORIAN = LocalDate.of(1582, 10, 15).toEpochDay();

  /** Days from 1 March of the Julian year 0 to day 0. */
  private static final long JULIAN_ERA = 719_470;

  private static final int FOUR_YEARS = 4 * 365 + 1;

  /** The days of five months from March on, which come round again. */
  private static final int FIVE_MONTHS = 153;

  private final String text;

  CfCalendar(String text) {
    this.text = text;
  }

  /** The name in the conventions; the first one where there are two. */
  public String text() {
    return text;
  }

  /** The calendar of a name, in any case; empty if there is none such. */
  public static Optional<CfCalendar> of(String name) {
    return Optional.ofNullable(
        switch (name.strip().toLowerCase(Locale.ROOT)) {
          case "standard", "gregorian" -> STANDARD;
          case "proleptic_gregorian" -> PROLEPTIC_GREGORIAN;
          case "noleap", "365_day" -> NOLEAP;
          case "all_leap", "366_day" -> ALL_LEAP;
          case "360_day" -> DAYS_360;
          case "julian" -> JULIAN;
          default -> null;
        });
  }

  /** Whether its days are those of the real world, so that they have a time in UTC. */
  public boolean isReal() {
    return switch (this) {
      case STANDARD, PROLEPTIC_GREGORIAN, JULIAN -> true;
      case NOLEAP, ALL_LEAP, DAYS_360 -> false;
    };
  }

  /** Whether a day and all after it have the dates of the Gregorian calendar. */
  public boolean isGregorianFrom(long day) {
    return this == PROLEPTIC_GREGORIAN || this == STANDARD && day >= FIRST_GREGORIAN;
  }

  /** Whether there is such a date. */
  public boolean isDate(CfDate date) {
    boolean isLeftOut =
        this == STANDARD
            && date.year() == 1582
            && date.month() == 10
            && date.day() > 4
            && date.day() < 15;
    return (hasYearZero() || date.year() != 0)
        && date.month() >= 1
        && date.month() <= LENGTHS.length
        && date.day() >= 1
        && date.day() <= lengthOfMonth(date.year(), date.month())
        && !isLeftOut;
  }

  private boolean hasYearZero() {
    return this != STANDARD && this != JULIAN;
  }

  private int lengthOfMonth(int year, int month) {
    if (this == DAYS_360) {
      return 30;
    }
    return LENGTHS[month - 1] + (month == FEBRUARY && isLeap(year) ? 1 : 0);
  }

  private boolean isLeap(int year) {
    return switch (this) {
      case STANDARD -> year > 1582 ? Year.isLeap(year) : counted(year) % 4 == 0;
      case JULIAN -> counted(year) % 4 == 0;
      case PROLEPTIC_GREGORIAN -> Year.isLeap(year);
      case ALL_LEAP -> true;
      case NOLEAP, DAYS_360 -> false;
    };
  }

  /** The year, where the one before 1 is counted as 0. */
  private int counted(int year) {
    return hasYearZero() || year > 0 ? year : year + 1;
  }

  private int written(long counted) {
    return Math.toIntExact(hasYearZero() || counted > 0 ? counted : counted - 1);
  }

  /**
   * The number of a day.
   *
   * @param date a date of the calendar
   */
  public long day(CfDate date) {
    return switch (this) {
      case PROLEPTIC_GREGORIAN -> gregorian(date);
      case STANDARD -> {
        long gregorian = date.year() < 1582 ? Long.MIN_VALUE : gregorian(date);
        yield gregorian >= FIRST_GREGORIAN ? gregorian : julian(date);
      }
      case JULIAN -> julian(date);
      case DAYS_360 -> 360L * (date.year() - EPOCH) + 30L * (date.month() - 1) + date.day() - 1;
      case NOLEAP, ALL_LEAP -> {
        long before = yearDays() * (date.year() - EPOCH);
        for (int month = 1; month < date.month(); month++) {
          before += lengthOfMonth(date.year(), month);
        }
        yield before + date.day() - 1;
      }
    };
  }

  private long yearDays() {
    return this == ALL_LEAP ? 366L : 365L;
  }

  private static long gregorian(CfDate date) {
    return LocalDate.of(date.year(), date.month(), date.day()).toEpochDay();
  }

  /** Years begin in March here, so that a leap day is the last one of its year. */
  private long julian(CfDate date) {
    long year = counted(date.year()) - (date.month() <= FEBRUARY ? 1L : 0L);
    int month = (date.month() + 9) % 12;
    long ofYear = (FIVE_MONTHS * month + 2) / 5 + date.day() - 1L;
    return Math.floorDiv(year, 4) * FOUR_YEARS
        + Math.floorMod(year, 4) * 365L
        + ofYear
        - JULIAN_ERA;
  }

  /** The date of a day. */
  public CfDate date(long day) {
    return switch (this) {
      case PROLEPTIC_GREGORIAN -> gregorian(day);
      case STANDARD -> day >= FIRST_GREGORIAN ? gregorian(day) : julian(day);
      case JULIAN -> julian(day);
      case DAYS_360 -> {
        int ofYear = (int) Math.floorMod(day, 360L);
        yield new CfDate(
            Math.toIntExact(EPOCH + Math.floorDiv(day, 360L)), 1 + ofYear / 30, 1 + ofYear % 30);
      }
      case NOLEAP, ALL_LEAP -> {
        int year = Math.toIntExact(EPOCH + Math.floorDiv(day, yearDays()));
        int ofMonth = (int) Math.floorMod(day, yearDays());
        int month = 1;
        while (ofMonth >= lengthOfMonth(year, month)) {
          ofMonth -= lengthOfMonth(year, month);
          month++;
        }
        yield new CfDate(year, month, 1 + ofMonth);
      }
    };
  }

  private static CfDate gregorian(long day) {
    LocalDate date = LocalDate.ofEpochDay(day);
    return new CfDate(date.getYear(), date.getMonthValue(), date.getDayOfMonth());
  }

  private CfDate julian(long day) {
    long since = day + JULIAN_ERA;
    int ofEra = Math.floorMod(since, FOUR_YEARS);
    // The last day of four years is a leap day, and belongs to the fourth.
    int yearOfEra = Math.min(ofEra / 365, 3);
    int ofYear = ofEra - 365 * yearOfEra;
    int month = (5 * ofYear + 2) / FIVE_MONTHS;
    int ofMonth = ofYear - (FIVE_MONTHS * month + 2) / 5;
    long year = 4 * Math.floorDiv(since, FOUR_YEARS) + yearOfEra + (month >= 10 ? 1 : 0);
    return new CfDate(written(year), month < 10 ? month + 3 : month - 9, ofMonth + 1);
  }
}
