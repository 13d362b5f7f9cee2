package io.hypertile.coordinate;

import io.hypertile.cf.CfCalendar;
import io.hypertile.cf.CfTexts;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.OptionalLong;

/**
 * Coordinates that are times of a calendar, in microseconds or, where some need it, nanoseconds.
 */
public final class TimeValues implements CoordinateValues {
  /** Key of NaT. */
  static final long MISSING = Long.MIN_VALUE;

  static final long MICROS = 1_000_000;
  static final long NANOS = 1_000_000_000;

  private static final int NANO_DIGITS = 9;
  private static final int MICRO_DIGITS = 6;
  private static final long SECONDS_PER_DAY = 86_400;
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger GREATEST = BigInteger.valueOf(Long.MAX_VALUE);

  private final CfCalendar calendar;
  private final long perSecond;
  private final long[] ticks;
  private final SortedKeys sorted;

  /**
   * Times of a calendar.
   *
   * @param perSecond {@link #MICROS} or {@link #NANOS}
   * @param ticks times since the calendar's day 0; not to be changed
   */
  TimeValues(CfCalendar calendar, long perSecond, long[] ticks) {
    this.calendar = calendar;
    this.perSecond = perSecond;
    this.ticks = ticks;
    this.sorted = SortedKeys.of(ticks, OptionalLong.of(MISSING));
  }

  /** The calendar. */
  public CfCalendar calendar() {
    return calendar;
  }

  /** The keys in order. */
  public SortedKeys sorted() {
    return sorted;
  }

  @Override
  public int count() {
    return ticks.length;
  }

  @Override
  public long bytes() {
    return (long) ticks.length * Long.BYTES + sorted.bytes();
  }

  @Override
  public boolean isMissing(int position) {
    return ticks[position] == MISSING;
  }

  /** Whether any is NaT. */
  public boolean hasMissing() {
    return sorted.count() < ticks.length;
  }

  /** Whether all have the dates of the Gregorian calendar, and a time in UTC. */
  public boolean isGregorian() {
    return sorted.count() == 0
        || calendar.isGregorianFrom(Math.floorDiv(sorted.key(0), SECONDS_PER_DAY * perSecond));
  }

  /** Parts of a second that the times are counted in: a million or a billion. */
  public long perSecond() {
    return perSecond;
  }

  /** The time at a position in {@link #perSecond} parts of a second since the calendar's day 0. */
  public long ticks(int position) {
    return ticks[position];
  }

  /** The time at a position in microseconds since the calendar's day 0, rounded down. */
  public long micros(int position) {
    return perSecond == MICROS ? ticks[position] : Math.floorDiv(ticks[position], NANOS / MICROS);
  }

  @Override
  public String text(int position) {
    return textOf(ticks[position]);
  }

  /** The text of a key. */
  public String textOf(long key) {
    return key == MISSING ? "NaT" : CfTexts.text(calendar, key, perSecond);
  }

  /** The seconds of a key since the calendar's day 0. */
  public BigDecimal seconds(long key) {
    return BigDecimal.valueOf(key, perSecond == MICROS ? MICRO_DIGITS : NANO_DIGITS);
  }

  /** The greatest key that is not after a time, in seconds since the calendar's day 0. */
  public long keyAtMost(BigDecimal seconds) {
    return key(seconds, RoundingMode.FLOOR);
  }

  /** The least key that is not before it. */
  public long keyAtLeast(BigDecimal seconds) {
    return key(seconds, RoundingMode.CEILING);
  }

  private long key(BigDecimal seconds, RoundingMode rounding) {
    BigInteger key =
        seconds.multiply(BigDecimal.valueOf(perSecond)).setScale(0, rounding).toBigInteger();
    return key.max(LEAST).min(GREATEST).longValue();
  }
}
