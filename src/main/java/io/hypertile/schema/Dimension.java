package io.hypertile.schema;

import io.hypertile.array.Labels;
import io.hypertile.array.Scale;
import java.time.Duration;
import java.time.Instant;

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

  /** Start of a time axis. */
  sealed interface TimeStart {
    /** One start for all arrays, with microseconds at the finest. */
    record Fixed(Instant time) implements TimeStart {}

    /**
     * Each array's own start, kept in the datetime attribute of this name (written {@code $name}).
     */
    record OfAttribute(String attribute) implements TimeStart {}
  }
}
