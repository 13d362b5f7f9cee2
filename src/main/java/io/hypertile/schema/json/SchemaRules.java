package io.hypertile.schema.json;

import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonCursor;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.Dimension;
import io.hypertile.schema.Dimension.Labelled;
import io.hypertile.schema.Dimension.Time;
import io.hypertile.schema.Dimension.TimeStart;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rules that tie members of a schema together. */
final class SchemaRules {
  private SchemaRules() {}

  static void requireUniqueName(JsonCursor at, String kind, String name, @Nullable Integer first) {
    if (first != null) {
      JsonCursor member = at.find("name").orElse(at);
      throw member.fault(
          "%s is %s, as is the name of %s %d; %s names are unique."
              .formatted(member.subject(), member.shown(), kind, first, kind),
          Map.of("first", first));
    }
  }

  static ServiceException tooManyLabels(JsonCursor at, long count) {
    return at.fault(
        "%s brings the labels to %d; a schema has at most %d. Use a scale or a plain dimension."
            .formatted(at.subject(), count, SchemaLimits.LABELS),
        Map.of("limit", SchemaLimits.LABELS, "requested", count));
  }

  /** Rules over all dimensions: unique names (28) and a bound on labels. */
  static void checkDimensions(JsonCursor at, List<Dimension> dimensions) {
    Map<String, Integer> seen = new LinkedHashMap<>();
    long labels = 0;
    for (int index = 0; index < dimensions.size(); index++) {
      Dimension dimension = dimensions.get(index);
      requireUniqueName(
          at.item(index), "dimension", dimension.name(), seen.putIfAbsent(dimension.name(), index));
      if (dimension instanceof Labelled labelled) {
        labels += labelled.labels().count();
        if (labels > SchemaLimits.LABELS) {
          throw tooManyLabels(at.item(index), labels);
        }
      }
    }
  }

  /**
   * Checks that a start time taken from an attribute has one of type datetime (deker-rules.md 49,
   * 50).
   */
  static void checkStarts(
      JsonCursor at, List<Dimension> dimensions, List<AttributeSchema> attributes) {
    for (int index = 0; index < dimensions.size(); index++) {
      if (dimensions.get(index) instanceof Time time
          && time.start() instanceof TimeStart.OfAttribute(String name)) {
        Optional<AttributeSchema> attribute =
            attributes.stream().filter(a -> a.name().equals(name)).findFirst();
        if (attribute.isEmpty() || attribute.get().type() != AttributeType.Plain.DATETIME) {
          JsonCursor start = at.item(index);
          start = start.find("start_value").orElse(start);
          List<String> known =
              attributes.stream()
                  .filter(a -> a.type() == AttributeType.Plain.DATETIME)
                  .map(AttributeSchema::name)
                  .toList();
          throw start.fault(
              "%s is %s, which names %s; name an attribute of type datetime."
                  .formatted(
                      start.subject(),
                      start.shown(),
                      attribute.isEmpty() ? "no attribute" : "an attribute of another type"),
              Map.of("known", known));
        }
      }
    }
  }

  /** Bytes of an array can be counted in 63 bits. */
  static void checkSize(JsonCursor at, Shape shape, DType dtype) {
    try {
      shape.bytes(dtype);
    } catch (ArithmeticException e) {
      throw at.fault(
          "%s make an array of more than 2^63-1 bytes; make them smaller.".formatted(at.subject()),
          Map.of("shape", shape.toList(), "itemsize", dtype.size()));
    }
  }

  /** The attributes that time dimensions start at, which no array may leave out (94, 95). */
  static boolean isStart(ArraysSchema schema, String attribute) {
    return schema.dimensions().stream()
        .anyMatch(dimension ->
            dimension instanceof Time time
                && time.start() instanceof TimeStart.OfAttribute(String name)
                && name.equals(attribute));
  }
}
