package io.hypertile.schema.json;

import io.hypertile.array.Labels;
import io.hypertile.array.Scale;
import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonLimits;
import io.hypertile.json.JsonNumbers;
import io.hypertile.schema.Dimension;
import io.hypertile.schema.Dimension.Labelled;
import io.hypertile.schema.Dimension.Plain;
import io.hypertile.schema.Dimension.Scaled;
import io.hypertile.schema.Dimension.Time;
import io.hypertile.schema.Dimension.TimeStart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One dimension of a document (deker-rules.md 27 to 52, the parts that need no other member). */
public final class DimensionJson {
  private static final List<String> GENERIC = List.of("name", "size", "type", "labels", "scale");
  private static final List<String> TIME = List.of("name", "size", "type", "start_value", "step");
  private static final String TYPES = "\"generic\" or \"time\"";

  private DimensionJson() {}

  /** Reads a dimension, generic where it names no type. */
  static Dimension parse(JsonCursor at, Completeness completeness) {
    at.requireObject("an object with name and size");
    boolean time = isTime(at, completeness);
    if (!time) {
      for (String member : List.of("start_value", "step")) {
        if (at.findGiven(member).isPresent()) {
          throw at.findGiven(member)
              .orElse(at)
              .fault(
                  at.subject()
                      + "/"
                      + member
                      + " belongs to a time dimension; add \"type\": \"time\", or use scale.");
        }
      }
    }
    at.refuseUnknown(time ? TIME : GENERIC, time ? GENERIC : TIME);
    String name = at.require("name", "text that is not blank").requireName();
    long size = at.require("size", "an integer greater than 0").requireLong(1, Long.MAX_VALUE);
    return time ? time(at, name, size) : generic(at, name, size, completeness);
  }

  private static boolean isTime(JsonCursor at, Completeness completeness) {
    Optional<JsonCursor> type = completeness.find(at, "type", TYPES);
    if (type.isEmpty()) {
      return false;
    }
    String text = type.get().node().isString() ? type.get().node().stringValue() : "";
    return switch (text) {
      case "generic" -> false;
      case "time" -> true;
      default -> throw type.get().wrong(TYPES);
    };
  }

  private static Dimension generic(
      JsonCursor at, String name, long size, Completeness completeness) {
    Optional<JsonCursor> labels = at.findGiven("labels");
    Optional<JsonCursor> scale = at.findGiven("scale");
    if (labels.isPresent() && scale.isPresent()) {
      throw scale
          .get()
          .fault(at.subject() + " has both labels and a scale; a dimension has one or none.");
    }
    if (labels.isPresent()) {
      return new Labelled(name, size, labels(labels.get(), size));
    }
    return scale.isPresent()
        ? new Scaled(name, size, ScaleJson.parse(scale.get(), size, completeness))
        : new Plain(name, size);
  }

  private static Labels labels(JsonCursor at, long size) {
    at.requireList("a list of texts or of numbers, one for each position");
    if (at.size() == 0) {
      throw at.wrong("a list of texts or of numbers, one for each position");
    }
    if (at.size() > SchemaLimits.LABELS) {
      throw SchemaRules.tooManyLabels(at, at.size());
    }
    if (at.size() != size) {
      throw at.fault(
          "%s must have one label for each of the %d positions, not %d."
              .formatted(at.subject(), size, at.size()),
          Map.of("expected", size, "found", at.size()));
    }
    return at.node().get(0).isString() ? texts(at) : numbers(at);
  }

  private static Labels texts(JsonCursor at) {
    List<String> values = new ArrayList<>(at.size());
    Map<Object, Integer> seen = HashMap.newHashMap(at.size());
    for (int index = 0; index < at.size(); index++) {
      JsonCursor item = at.item(index);
      String value = item.requireText("text, as the first label is", JsonLimits.NAME_BYTES);
      requireUnique(item, seen.putIfAbsent(value, index));
      values.add(value);
    }
    return new Labels.Text(List.copyOf(values));
  }

  private static Labels numbers(JsonCursor at) {
    List<Double> values = new ArrayList<>(at.size());
    Map<Object, Integer> seen = HashMap.newHashMap(at.size());
    for (int index = 0; index < at.size(); index++) {
      JsonCursor item = at.item(index);
      if (!item.node().isNumber()) {
        throw item.wrong(index == 0 ? "text or a number" : "a number, as the first label is");
      }
      double value = JsonNumbers.requireFinite(item);
      // Adding 0 makes -0.0 the same label as 0.0.
      requireUnique(item, seen.putIfAbsent(value + 0.0, index));
      values.add(value);
    }
    return new Labels.Numbers(List.copyOf(values));
  }

  private static void requireUnique(
      JsonCursor item, @org.jspecify.annotations.Nullable Integer first) {
    if (first != null) {
      throw item.fault(
          "%s is %s, as is label %d; labels are unique."
              .formatted(item.subject(), item.shown(), first),
          Map.of("first", first));
    }
  }

  private static Dimension time(JsonCursor at, String name, long size) {
    JsonCursor start = at.require("start_value", "an ISO 8601 time or $ and an attribute's name");
    String text = start.node().isString() ? start.node().stringValue() : "";
    TimeStart begin;
    if (text.startsWith("$")) {
      String attribute = start.requireText("text", JsonLimits.NAME_BYTES).substring(1);
      begin = new TimeStart.OfAttribute(attribute);
    } else {
      begin = new TimeStart.Fixed(TimeJson.requireTime(start));
    }
    JsonCursor step = at.require("step", "an ISO 8601 duration such as \"PT1H\"");
    return new Time(name, size, begin, TimeJson.requireStep(step));
  }

  /** The interface's form. */
  static void add(ArrayNode list, Dimension dimension) {
    ObjectNode node = list.addObject().put("name", dimension.name());
    node.put("type", dimension instanceof Time ? "time" : "generic");
    node.put("size", dimension.size());
    switch (dimension) {
      case Plain _ -> {}
      case Scaled(String _, long _, Scale scale) -> ScaleJson.add(node.putObject("scale"), scale);
      case Labelled(String _, long _, Labels labels) -> {
        ArrayNode child = node.putArray("labels");
        switch (labels) {
          case Labels.Text(List<String> values) -> values.forEach(child::add);
          case Labels.Numbers(List<Double> values) -> values.forEach(child::add);
        }
      }
      case Time time -> {
        node.put("start_value", startText(time.start()));
        node.put("step", TimeJson.text(time.step()));
      }
    }
  }

  private static String startText(TimeStart start) {
    return switch (start) {
      case TimeStart.Fixed(java.time.Instant time) -> TimeJson.text(time);
      case TimeStart.OfAttribute(String attribute) -> "$" + attribute;
    };
  }
}
