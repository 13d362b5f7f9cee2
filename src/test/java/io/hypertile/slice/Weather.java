package io.hypertile.slice;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.CollectionSchema;
import io.hypertile.schema.Dimension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Schemas of the tests, the tutorial's weather first, and selections as short texts. */
final class Weather {
  static final Dimension.Time HOURS =
      new Dimension.Time(
          "day_hours", 24, new Dimension.TimeStart.OfAttribute("dt"), Duration.ofHours(1));
  static final Dimension.Scaled LAT = scaled("y", 181, 90.0, -1.0);
  static final Dimension.Scaled LON = scaled("x", 360, -180.0, 1.0);
  static final Dimension.Labelled KINDS =
      new Dimension.Labelled(
          "weather",
          4,
          new Dimension.Labels.Text(List.of("temperature", "humidity", "pressure", "wind speed")));
  static final CollectionSchema SCHEMA = schema(HOURS, LAT, LON, KINDS);
  static final ArrayHeader HEADER = header(Instant.parse("2023-01-03T00:00:00Z"));

  private Weather() {}

  static Dimension.Scaled scaled(String name, long size, double start, double step) {
    return new Dimension.Scaled(name, size, new Dimension.Scale(start, step, null));
  }

  static Dimension.Labelled numbers(String name, Double... labels) {
    return new Dimension.Labelled(
        name, labels.length, new Dimension.Labels.Numbers(List.of(labels)));
  }

  static Dimension.Time time(String name, long size, String start, Duration step) {
    return new Dimension.Time(
        name, size, new Dimension.TimeStart.Fixed(Instant.parse(start)), step);
  }

  static CollectionSchema schema(Dimension... dimensions) {
    return new CollectionSchema.ArraySchema(
        DType.FLOAT64,
        FillValue.defaultOf(DType.FLOAT64),
        List.of(dimensions),
        List.of(new AttributeSchema("dt", AttributeType.Plain.DATETIME, true)));
  }

  static ArrayHeader header(Instant start) {
    return new ArrayHeader(
        ArrayId.random(),
        Attributes.of(Map.of("dt", new AttributeValue.TimeValue(start))),
        Attributes.none());
  }

  static Lookup lookup(Lookup.Method method) {
    return new Lookup(method, OptionalDouble.empty());
  }

  static Lookup lookup(Lookup.Method method, double tolerance) {
    return new Lookup(method, OptionalDouble.of(tolerance));
  }

  /** The selection of a slice of a weather array as text, such as {@code 5:10|134|(0,5)|0:4:2}. */
  static String select(String slice) {
    return select(SCHEMA, slice, Lookup.EXACT);
  }

  static String select(CollectionSchema schema, String slice, Lookup lookup) {
    SliceResolver resolver = new SliceResolver(schema, HEADER);
    return text(resolver.resolve(SliceParser.parse(slice), lookup));
  }

  static String select(Dimension dimension, String slice, Lookup lookup) {
    return select(schema(dimension), slice, lookup);
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
    };
  }
}
