package io.hypertile.array;

import org.jspecify.annotations.Nullable;

/**
 * A regular scale.
 *
 * @param start value at position 0, finite
 * @param step difference between neighbours, finite, not 0, may be negative
 * @param name the measure, such as {@code lat}
 */
public record Scale(double start, double step, @Nullable String name) {}
