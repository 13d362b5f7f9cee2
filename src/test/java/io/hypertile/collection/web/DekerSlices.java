package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Slices, attribute values and cells of {@code expected.json} in the interface's forms. */
final class DekerSlices {
  private DekerSlices() {}

  /** The slice text of a list of items, one for each given axis. */
  static String text(JsonNode items) {
    List<String> parts = new ArrayList<>();
    for (JsonNode item : items) {
      if (item.has("index")) {
        parts.add(bound(item.get("index")));
      } else if (item.has("slice")) {
        parts.add(
            item.get("slice")
                .valueStream()
                .map(DekerSlices::bound)
                .collect(Collectors.joining(":")));
      } else {
        assertThat(item.has("ellipsis")).as("%s", item).isTrue();
        parts.add("...");
      }
    }
    return String.join(",", parts);
  }

  private static String bound(JsonNode bound) {
    if (bound.isNull()) {
      return "";
    }
    if (bound.isIntegralNumber()) {
      return bound.asString();
    }
    if (bound.has("float")) {
      return bound.get("float").asString();
    }
    JsonNode text = bound.has("string") ? bound.get("string") : bound.get("datetime");
    return "\"" + text.asString() + "\"";
  }

  /** Whether an axis has a step other than 1. */
  static boolean hasStep(JsonNode items) {
    return items
        .valueStream()
        .anyMatch(item ->
            item.has("slice")
                && item.get("slice").size() == 3
                && !item.get("slice").get(2).isNull()
                && item.get("slice").get(2).asInt() != 1);
  }

  /** The slice of the first positions of every axis. */
  static String leading(int[] box) {
    return Arrays.stream(box).mapToObj(length -> "0:" + length).collect(Collectors.joining(","));
  }

  /** A shape as Python prints it. */
  static String tuple(int[] shape) {
    String inner = Arrays.stream(shape).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    return shape.length == 1 ? "(" + inner + ",)" : "(" + inner + ")";
  }

  /** The key of an array from its primary attributes. */
  static String key(JsonNode primary) {
    return "~"
        + primary
            .valueStream()
            .map(pair -> URLEncoder.encode(value(pair.get(1)), StandardCharsets.UTF_8))
            .map(text -> text.replace("+", "%20"))
            .collect(Collectors.joining(","));
  }

  private static String value(JsonNode value) {
    if (value.has("datetime")) {
      return value.get("datetime").asString();
    }
    if (value.has("complex")) {
      return value.get("complex").toString();
    }
    return value.has("tuple") ? list(value).toString() : value.asString();
  }

  private static String list(JsonNode value) {
    if (!value.has("tuple")) {
      return value.toString();
    }
    return value
        .get("tuple")
        .valueStream()
        .map(DekerSlices::list)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** Compares an attribute as it is shown with what Deker gave. */
  static void assertValue(JsonNode shown, JsonNode expected) {
    if (expected.has("datetime")) {
      assertThat(OffsetDateTime.parse(shown.asString()).toInstant())
          .isEqualTo(OffsetDateTime.parse(expected.get("datetime").asString()).toInstant());
    } else if (expected.has("complex")) {
      assertThat(shown.get(0).asDouble()).isEqualTo(expected.get("complex").get(0).asDouble());
      assertThat(shown.get(1).asDouble()).isEqualTo(expected.get("complex").get(1).asDouble());
    } else if (expected.has("tuple")) {
      assertThat(shown).hasSameSizeAs(expected.get("tuple"));
      for (int at = 0; at < shown.size(); at++) {
        assertValue(shown.get(at), expected.get("tuple").get(at));
      }
    } else if (expected.isNumber()) {
      assertThat(shown.decimalValue()).isEqualByComparingTo(expected.decimalValue());
    } else {
      assertThat(shown).isEqualTo(expected);
    }
  }

  /** Compares nested cells; 80-bit floats are decimal text on both sides or numbers. */
  static void assertCells(JsonNode shown, JsonNode expected, String dtype) {
    if (expected.isArray()) {
      assertThat(shown.isArray()).as("%s", shown).isTrue();
      assertThat(shown).hasSameSizeAs(expected);
      for (int at = 0; at < expected.size(); at++) {
        assertCells(shown.get(at), expected.get(at), dtype);
      }
    } else if (isWord(expected)) {
      assertThat(shown.asString()).isEqualTo(expected.asString());
    } else {
      int digits = digits(dtype);
      BigDecimal value = new BigDecimal(shown.asString());
      BigDecimal wanted = new BigDecimal(expected.asString());
      assertThat(value.round(new MathContext(digits)))
          .as("%s of %s", expected, dtype)
          .isEqualByComparingTo(wanted.round(new MathContext(digits)));
    }
  }

  /** Digits that tell any two neighbours apart, but not so many that widening shows. */
  private static int digits(String dtype) {
    return switch (dtype) {
      case "<f2" -> 3;
      case "<f4", "<c8" -> 6;
      case "<f16", "<c32" -> 18;
      default -> 17;
    };
  }

  private static boolean isWord(JsonNode value) {
    return List.of("NaN", "Infinity", "-Infinity").contains(value.asString());
  }
}
