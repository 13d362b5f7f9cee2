package io.hypertile.encode;

import io.hypertile.text.CfUnit;
import java.util.Map;

/** Coordinates of the positions of one axis of an answer. */
public interface CoordinateColumn {
  /** Microseconds of a second. */
  long MICROS = 1_000_000;

  /** Nanoseconds of a second. */
  long NANOS = 1_000_000_000;

  /** Sorts of coordinates. */
  enum Kind {
    /** Whole numbers: positions on an axis whose positions stand for nothing else, or others. */
    POSITIONS,
    /** Numbers of a scale, or labels that are numbers. */
    NUMBERS,
    /** Times in UTC. */
    TIMES,
    /**
     * Times of a calendar whose days need not be ours: texts, where a format has no such times;
     * where it has, by {@link #whole} in the calendar's own count and {@link #calendar}.
     */
    DATES,
    /** Labels that are texts. */
    TEXTS
  }

  /** The sort of all of them. */
  Kind kind();

  /** Whether the texts are JSON numbers; else they are times or labels. */
  default boolean isNumber() {
    return kind() == Kind.POSITIONS || kind() == Kind.NUMBERS;
  }

  /** The coordinate of the n-th position of the answer, from 0. */
  String text(long n);

  /** Whether the n-th coordinate is a NaN or infinite, which JSON has no number for. */
  default boolean isBeyondNumbers(long n) {
    return false;
  }

  /** The name of the calendar of times, in the CF conventions. */
  default String calendar() {
    return CfUnit.CALENDAR;
  }

  /** Attributes of the coordinates that are texts, such as {@code units}; those that are known. */
  default Map<String, String> attributes() {
    return Map.of();
  }

  /** Whether times are counted in nanoseconds, since microseconds do not hold all of them. */
  default boolean isFine() {
    return perSecond() == NANOS;
  }

  /** Whether the texts are times, in ISO 8601. */
  default boolean isTime() {
    return kind() == Kind.TIMES;
  }

  /**
   * Parts of a second that {@link #whole} counts times in: a million, or a billion where
   * microseconds do not hold all of them.
   */
  default long perSecond() {
    return MICROS;
  }

  /** The time from which {@link #whole} counts, in the calendar of the times. */
  default String origin() {
    return "1970-01-01T00:00:00Z";
  }

  /** The n-th position as a number, or the n-th time as a count of {@link #perSecond} parts. */
  default long whole(long n) {
    throw new IllegalStateException(kind() + " are no whole numbers");
  }

  /** The n-th coordinate as a number, a time as seconds since 1970; a label is its position. */
  default double number(long n) {
    return n;
  }

  /** The positions themselves, counted from 0. */
  static CoordinateColumn positions() {
    return new CoordinateColumn() {
      @Override
      public Kind kind() {
        return Kind.POSITIONS;
      }

      @Override
      public String text(long n) {
        return Long.toString(n);
      }

      @Override
      public long whole(long n) {
        return n;
      }
    };
  }
}
