package io.hypertile.config;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Figures of one source, asked for when they are looked at. The source must live as long as the
 * registry, which keeps it weakly.
 *
 * @param prefix begin of the names
 */
public record Meters<T>(MeterRegistry registry, String prefix, T source, Tags tags) {
  private static final double NANOS = 1e9;

  /** Figures without tags. */
  public Meters(MeterRegistry registry, String prefix, T source) {
    this(registry, prefix, source, Tags.empty());
  }

  /** The same with one more tag. */
  public Meters<T> tagged(String key, String value) {
    return new Meters<>(registry, prefix, source, tags.and(key, value));
  }

  /**
   * Adds a gauge, for a figure of the present.
   *
   * @param unit base unit; empty for a number of things
   */
  public void gauge(String name, String unit, String description, ToDoubleFunction<T> value) {
    Gauge.builder(prefix + name, source, value)
        .baseUnit(unitOf(unit))
        .tags(tags)
        .description(description)
        .register(registry);
  }

  /** Adds a counter, for a sum since the server started. */
  public void counter(String name, String unit, String description, ToDoubleFunction<T> value) {
    FunctionCounter.builder(prefix + name, source, value)
        .baseUnit(unitOf(unit))
        .tags(tags)
        .description(description)
        .register(registry);
  }

  static double seconds(Duration time) {
    return time.getSeconds() + time.getNano() / NANOS;
  }

  private static @Nullable String unitOf(String unit) {
    return unit.isEmpty() ? null : unit;
  }
}
