package io.hypertile.dataset.figures;

import io.hypertile.dataset.ArrayStatistics;
import io.hypertile.dataset.ArrayStatistics.Extreme;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToIntBiFunction;

/** Figures of parts of an array made into those of all of it. */
public final class MergedFigures {
  private MergedFigures() {}

  /** Figures of two parts together. */
  public static ArrayStatistics of(ArrayStatistics one, ArrayStatistics other) {
    return new ArrayStatistics(
        one.rowCount() + other.rowCount(),
        one.nullCount() + other.nullCount(),
        first(one.least(), other.least(), (a, b) -> compare(a, b)),
        first(one.greatest(), other.greatest(), (a, b) -> compare(b, a)));
  }

  private static Optional<Extreme> first(
      Optional<Extreme> one, Optional<Extreme> other, ToIntBiFunction<Extreme, Extreme> order) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other);
    }
    return order.applyAsInt(one.get(), other.get()) <= 0 ? one : other;
  }

  /** Order of two extremes of one array. */
  static int compare(Extreme one, Extreme other) {
    return switch (one) {
      case Extreme.Signed(long value) when other instanceof Extreme.Signed(long second) ->
          Long.compare(value, second);
      case Extreme.Unsigned(long bits) when other instanceof Extreme.Unsigned(long second) ->
          Long.compareUnsigned(bits, second);
      case Extreme.Real(double value) when other instanceof Extreme.Real(double second) ->
          Double.compare(value, second);
      case Extreme.Text(String value) when other instanceof Extreme.Text(String second) ->
          Arrays.compareUnsigned(
              value.getBytes(StandardCharsets.UTF_8), second.getBytes(StandardCharsets.UTF_8));
      default -> throw new IllegalArgumentException(one + " beside " + other);
    };
  }
}
