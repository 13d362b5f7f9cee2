package io.hypertile.schema;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One axis of the arrays of a collection. Instances from documents keep Deker's rules 27 to 52
 * (deker-rules.md); the records themselves check nothing.
 */
public sealed interface Dimension {
  /** The axis' name, unique within the schema. */
  String name();

  /** Number of positions, at least 1. */
  long size();

  /** An axis addressed by position only. */
  record Plain(String name, long size) implements Dimension {}

  /** An axis with a regular scale: position n stands for {@code start + n * step}. */
  record Scaled(String name, long size, Scale scale) implements Dimension {}

  /** An axis with a label for each position. */
  record Labelled(String name, long size, Labels labels) implements Dimension {}

  /** An axis of times in UTC: position n stands for {@code start + n * step}. */
  record Time(String name, long size, TimeStart start, Duration step) implements Dimension {}

  /**
   * A regular scale.
   *
   * @param start value at position 0, finite
   * @param step difference between neighbours, finite, not 0, may be negative
   * @param name what is measured, such as {@code lat}
   */
  record Scale(double start, double step, @Nullable String name) {}

  /** Labels of an axis, unique, one for each position. */
  sealed interface Labels {
    /** Number of labels. */
    int count();

    /** Text labels in the order of positions. */
    record Text(List<String> values) implements Labels {
      @Override
      public int count() {
        return values.size();
      }
    }

    /** Number labels in the order of positions. */
    record Numbers(List<Double> values) implements Labels {
      @Override
      public int count() {
        return values.size();
      }
    }
  }

  /** Where a time axis begins. */
  sealed interface TimeStart {
    /** One start for all arrays, with microseconds at the finest. */
    record Fixed(Instant time) implements TimeStart {}

    /**
     * Each array's own start, kept in the datetime attribute of this name (written {@code $name}).
     */
    record OfAttribute(String attribute) implements TimeStart {}
  }
}
