package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.array.Labels;
import io.hypertile.array.Scale;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Axes of the tests, the tutorial's weather first, and selections as short texts. */
final class Weather {
  static final Instant START = Instant.parse("2023-01-03T00:00:00Z");
  static final Axis.Time HOURS =
      new Axis.Time("day_hours", 24, new Axis.Start.At(START), Duration.ofHours(1));
  static final Axis.Scaled LAT = scaled("y", 181, 90.0, -1.0);
  static final Axis.Scaled LON = scaled("x", 360, -180.0, 1.0);
  static final Axis.Labelled KINDS =
      new Axis.Labelled(
          "weather",
          4,
          new Labels.Text(List.of("temperature", "humidity", "pressure", "wind speed")));
  static final List<Axis> WEATHER = axes(HOURS, LAT, LON, KINDS);

  private Weather() {}

  static Axis.Scaled scaled(String name, long size, double start, double step) {
    return new Axis.Scaled(name, size, new Scale(start, step, null));
  }

  static Axis.Labelled numbers(String name, Double... labels) {
    return new Axis.Labelled(name, labels.length, new Labels.Numbers(List.of(labels)));
  }

  static Axis.Time time(String name, long size, String start, Duration step) {
    return new Axis.Time(name, size, new Axis.Start.At(Instant.parse(start)), step);
  }

  static List<Axis> axes(Axis... axes) {
    return List.of(axes);
  }

  static Lookup lookup(Lookup.Method method) {
    return new Lookup(method, OptionalDouble.empty());
  }

  static Lookup lookup(Lookup.Method method, double tolerance) {
    return new Lookup(method, OptionalDouble.of(tolerance));
  }

  /** The selection of a slice of a weather array as text, such as {@code 5:10|134|(0,5)|0:4:2}. */
  static String select(String slice) {
    return select(WEATHER, slice, Lookup.EXACT);
  }

  static String select(List<Axis> axes, String slice, Lookup lookup) {
    SliceResolver resolver = new SliceResolver(axes);
    return text(resolver.resolve(SliceParser.parse(slice), lookup));
  }

  static String select(Axis dimension, String slice, Lookup lookup) {
    return select(axes(dimension), slice, lookup);
  }

  static String text(Selection selection) {
    return selection.axes().stream().map(Weather::text).collect(Collectors.joining("|"));
  }

  private static String text(Selection.AxisSelection axis) {
    return switch (axis) {
      case Selection.AxisSelection.Index index -> Long.toString(index.at());
      case Selection.AxisSelection.Range range ->
          range.start() + ":" + range.stop() + (range.step() == 1 ? "" : ":" + range.step());
      case Selection.AxisSelection.Positions list ->
          list.positions().stream().map(String::valueOf).collect(Collectors.joining(",", "(", ")"));
      case Selection.AxisSelection.Wrapped all ->
          all.start() + "+" + all.count() + (all.step() == 1 ? "" : ":" + all.step());
    };
  }
}
