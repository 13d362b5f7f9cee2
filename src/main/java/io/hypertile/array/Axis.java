package io.hypertile.array;

import io.hypertile.coordinate.Coordinates;
import java.time.Duration;
import java.time.Instant;

/**
 * One axis of an array, with nothing left to look up: where its times begin is known. The records
 * check nothing; their makers keep to the bounds stated here. Immutable, and equal when they give
 * every position the same meaning.
 */
public sealed interface Axis {
  /** The axis' name, unique within the array. */
  String name();

  /** Number of positions; 0 only in arrays of other programs, which then have no cell. */
  long size();

  /** An axis addressed by position only. */
  record Plain(String name, long size) implements Axis {}

  /** An axis with a regular scale: position n stands for {@code start + n * step}. */
  record Scaled(String name, long size, Scale scale) implements Axis {}

  /** An axis with a label for each position. */
  record Labelled(String name, long size, Labels labels) implements Axis {}

  /** An axis of times in UTC: position n stands for {@code start + n * step}. */
  record Time(String name, long size, Start start, Duration step) implements Axis {}

  /**
   * An axis whose positions have the coordinates that another array gives, regular or not. They are
   * read when a value, a time or a text is looked up, or coordinates are shown.
   *
   * @param coordinates as many as the axis has positions
   */
  record Listed(String name, long size, Coordinates coordinates) implements Axis {}

  /** The beginning of a time axis. */
  sealed interface Start {
    /** The time at position 0, with microseconds at the finest. */
    record At(Instant time) implements Start {}

    /**
     * No time, although there should be one: positions are taken all the same.
     *
     * @param reason explanation of why it is missing, a sentence for the log
     */
    record Missing(String reason) implements Start {}
  }
}
