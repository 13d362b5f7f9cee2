package io.hypertile.array;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A regular scale.
 *
 * @param start value at position 0, finite
 * @param step difference between neighbours, finite, not 0, may be negative
 * @param name the measure, such as {@code lat}
 * @param period difference after which values mean the same again, such as 360 degrees; finite,
 *     greater than 0, and not less than the number of positions times the step; empty for none
 */
public record Scale(double start, double step, @Nullable String name, OptionalDouble period) {
  /** A scale without period. */
  public Scale(double start, double step, @Nullable String name) {
    this(start, step, name, OptionalDouble.empty());
  }
}
