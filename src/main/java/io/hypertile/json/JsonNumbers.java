package io.hypertile.json;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Numbers between JSON and floats. */
public final class JsonNumbers {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonNumbers() {}

  /** The nearest 64-bit float of a number, infinite when there is none. */
  public static double toDouble(JsonNode number) {
    return number.numberValue().doubleValue();
  }

  /** A finite number, integers included (deker-rules.md 39). */
  public static double requireFinite(JsonCursor at) {
    if (!at.node().isNumber()) {
      throw at.wrong("a finite number");
    }
    double value = toDouble(at.node());
    if (!Double.isFinite(value)) {
      throw at.wrong("a finite number within the range of 64-bit floats");
    }
    return value;
  }

  /** A float as JSON; text where JSON has no number. */
  public static JsonNode node(double value) {
    if (Double.isNaN(value)) {
      return NODES.stringNode("NaN");
    }
    return Double.isInfinite(value)
        ? NODES.stringNode(value > 0 ? "Infinity" : "-Infinity")
        : NODES.numberNode(value);
  }

  /** The nearest 16-bit float, rounded once. */
  public static short half(double value) {
    float single = (float) value;
    if (single != value && Float.isFinite(single)) {
      // An odd last bit keeps the second rounding from a false tie.
      int bits = Float.floatToRawIntBits(single);
      boolean tooFar = Math.abs((double) single) > Math.abs(value);
      single = Float.intBitsToFloat((tooFar ? bits - 1 : bits) | 1);
    }
    return Float.floatToFloat16(single);
  }
}
