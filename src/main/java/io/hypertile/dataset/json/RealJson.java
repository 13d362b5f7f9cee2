package io.hypertile.dataset.json;

import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonNumbers;
import io.hypertile.ndarray.DType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Floats of a type in documents; texts where JSON has no number. */
final class RealJson {
  private static final String ACCEPTED = "a number, \"NaN\", \"Infinity\" or \"-Infinity\"";

  private RealJson() {}

  /** A float, or a whole number, which is converted; the nearest value of the type. */
  static double require(JsonCursor at, DType type) {
    if (at.node().isString()) {
      return switch (at.node().stringValue()) {
        case "NaN", "nan" -> Double.NaN;
        case "Infinity", "inf" -> Double.POSITIVE_INFINITY;
        case "-Infinity", "-inf" -> Double.NEGATIVE_INFINITY;
        default -> throw at.wrong(ACCEPTED);
      };
    }
    if (!at.node().isNumber()) {
      throw at.wrong(ACCEPTED);
    }
    double value = rounded(JsonNumbers.toDouble(at.node()), type);
    if (Double.isInfinite(value)) {
      throw at.fault(
          "%s is out of range for %s: %s. Give a smaller number, or \"Infinity\"."
              .formatted(at.subject(), type.numpyName(), at.shown()));
    }
    return value;
  }

  private static double rounded(double value, DType type) {
    return switch (type.size()) {
      case Short.BYTES -> Float.float16ToFloat(JsonNumbers.half(value));
      case Float.BYTES -> (float) value;
      default -> value;
    };
  }

  /** The shortest decimal that is the value in its type. */
  static JsonNode write(double value, DType type) {
    return Double.isFinite(value) && type.size() <= Float.BYTES
        ? JsonNodeFactory.instance.numberNode(Double.parseDouble(Float.toString((float) value)))
        : JsonNumbers.node(value);
  }
}
