package io.hypertile.schema.json;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonLimits;
import io.hypertile.json.JsonReading;
import io.hypertile.ndarray.DType;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.AttributeValue.ComplexValue;
import io.hypertile.schema.AttributeValue.FloatValue;
import io.hypertile.schema.AttributeValue.IntValue;
import io.hypertile.schema.AttributeValue.TextValue;
import io.hypertile.schema.Attributes;
import io.hypertile.text.NumberReading;
import io.hypertile.text.PercentEncoder;
import io.hypertile.text.Quoting;
import io.hypertile.text.TimeForms;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** Keys of arrays in paths: the primary attributes' values, separated by commas. */
final class ArrayKeyText {
  /** Longer than any key whose directory names fit a path, each byte in three characters. */
  private static final int MAX_LENGTH = 16_384;

  private static final String QUOTED =
      "a text in double quotes in which each double quote is doubled, as in \"say \"\"hi\"\"\"";

  private static final String ENCODED_COMMA = "%2C";

  private ArrayKeyText() {}

  static Attributes parse(ArraysSchema schema, String key) {
    List<AttributeSchema> declared = schema.primaryAttributes();
    if (declared.isEmpty()) {
      throw fault("The collection has no primary attributes; name the array by its id.", Map.of());
    }
    if (key.length() > MAX_LENGTH) {
      throw fault(
          "The key must not exceed " + MAX_LENGTH + " characters.", Map.of("limit", MAX_LENGTH));
    }
    boolean sole = declared.size() == 1 && declared.getFirst().type() == AttributeType.Plain.TUPLE;
    List<String> parts = sole ? List.of(key) : split(key, ",", declared);
    if (parts.size() == 1 && declared.size() > 1) {
      // Generated clients encode the commas between values too.
      parts = split(key.replace("%2c", ENCODED_COMMA), ENCODED_COMMA, declared);
    }
    if (parts.size() != declared.size()) {
      List<String> names = declared.stream().map(AttributeSchema::name).toList();
      boolean time =
          declared.stream().anyMatch(each -> each.type() == AttributeType.Plain.DATETIME);
      throw fault(
          "The key needs %s, %s, and has %d; a text with a comma stands in double quotes.%s"
              .formatted(
                  declared.size() == 1
                      ? "one value"
                      : declared.size() + " values separated by commas",
                  String.join(", ", names),
                  parts.size(),
                  time && parts.size() > declared.size() ? " " + TimeForms.POINT : ""),
          Map.of("attributes", names, "expected", declared.size(), "found", parts.size()));
    }
    Map<String, @Nullable AttributeValue> values = new LinkedHashMap<>();
    for (int index = 0; index < parts.size(); index++) {
      AttributeSchema attribute = declared.get(index);
      values.put(attribute.name(), value(attribute, parts.get(index)));
    }
    return Attributes.of(values);
  }

  /**
   * Parts between commas, still encoded. Commas, plain or encoded, do not part in a text that
   * begins with a double quote, up to the one that closes it; a double quote elsewhere is a
   * character. In a tuple, its texts have quotes too.
   */
  private static List<String> split(String key, String comma, List<AttributeSchema> declared) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int at = 0; at < key.length(); at++) {
      if (isQuote(key, at)) {
        boolean means = isQuote(key, start) || isTuple(declared, parts.size());
        quoted ^= means;
      } else if (!quoted && key.startsWith(comma, at)) {
        parts.add(key.substring(start, at));
        start = at + comma.length();
      }
    }
    if (quoted) {
      throw fault(
          "A text in the key begins with a double quote and is not closed; put it in double quotes and double those in it.",
          Map.of());
    }
    parts.add(key.substring(start));
    return parts;
  }

  private static boolean isQuote(String key, int at) {
    return key.startsWith("\"", at) || key.startsWith("%22", at);
  }

  private static boolean isTuple(List<AttributeSchema> declared, int part) {
    return part < declared.size() && declared.get(part).type() == AttributeType.Plain.TUPLE;
  }

  private static AttributeValue value(AttributeSchema attribute, String part) {
    String text =
        PercentText.decode(part)
            .orElseThrow(() ->
                fault(
                    attribute, part, "percent-encoded UTF-8, two hexadecimal digits after each %"));
    String bare = unquoted(text).orElseThrow(() -> fault(attribute, text, QUOTED));
    return find(attribute.type(), bare).orElseThrow(() -> unfit(attribute, text, bare));
  }

  private static ServiceException unfit(AttributeSchema attribute, String text, String bare) {
    ServiceException fault = fault(attribute, text, accepted(attribute.type()));
    return attribute.type() == AttributeType.Plain.DATETIME
        ? TimeForms.advice(bare)
            .map(advice -> fault(fault.detail() + " " + advice, fault.members()))
            .orElse(fault)
        : fault;
  }

  private static String accepted(AttributeType type) {
    return type == AttributeType.Plain.TUPLE
        ? "a tuple such as (1, 'a') or a list such as [1, \"a\"]"
        : ValueRules.accepted(type);
  }

  /** A text that begins with a double quote ends with one, and has its own doubled. */
  private static Optional<String> unquoted(String text) {
    if (!text.startsWith("\"")) {
      return Optional.of(text);
    }
    if (text.length() < 2 || !text.endsWith("\"")) {
      return Optional.empty();
    }
    String inner = text.substring(1, text.length() - 1);
    String single = inner.replace("\"\"", "");
    return single.indexOf('"') >= 0 ? Optional.empty() : Optional.of(inner.replace("\"\"", "\""));
  }

  private static Optional<AttributeValue> find(AttributeType type, String text) {
    return switch (type) {
      case AttributeType.Plain plain ->
          switch (plain) {
            case INT -> whole(text).map(IntValue::new);
            case FLOAT -> real(text).map(FloatValue::new);
            case COMPLEX -> complex(text).map(value -> value);
            case STRING -> Optional.of(new TextValue(text));
            case DATETIME -> attempt(type, JsonNodeFactory.instance.stringNode(text));
            case TUPLE ->
                text.stripLeading().startsWith("[")
                    ? fromJson(type, text)
                    : TupleText.parse(text).map(value -> value);
          };
      case AttributeType.Numeric(DType dtype) ->
          switch (dtype.kind()) {
            case SIGNED, UNSIGNED -> whole(text).flatMap(v -> ValueRules.findInt(dtype, v));
            case FLOAT -> real(text).flatMap(v -> ValueRules.findFloat(dtype, v));
            case COMPLEX -> complex(text).flatMap(v -> ValueRules.findComplex(dtype, v));
          };
    };
  }

  private static Optional<BigInteger> whole(String text) {
    return NumberReading.findInt(text, JsonLimits.NUMBER_DIGITS);
  }

  private static Optional<Double> real(String text) {
    return NumberReading.findFloat(text)
        .filter(value -> !Double.isInfinite(value) || !NumberReading.isDecimal(text));
  }

  private static Optional<ComplexValue> complex(String text) {
    if (text.startsWith("[")) {
      return fromJson(AttributeType.Plain.COMPLEX, text)
          .map(value -> value instanceof ComplexValue complex ? complex : null);
    }
    return attempt(AttributeType.Plain.COMPLEX, JsonNodeFactory.instance.stringNode(text))
        .map(value -> value instanceof ComplexValue complex ? complex : null);
  }

  private static Optional<AttributeValue> fromJson(AttributeType type, String text) {
    try {
      byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      return attempt(type, JsonReading.parse(bytes));
    } catch (ServiceException e) {
      return Optional.empty();
    }
  }

  private static Optional<AttributeValue> attempt(
      AttributeType type, tools.jackson.databind.JsonNode node) {
    try {
      JsonCursor at = JsonCursor.root(ErrorCode.INVALID_ATTRIBUTES, node);
      return Optional.of(AttributeValueJson.parse(at, type));
    } catch (ServiceException e) {
      return Optional.empty();
    }
  }

  static String write(ArraysSchema schema, Attributes primary) {
    List<String> parts = new ArrayList<>();
    for (AttributeSchema attribute : schema.primaryAttributes()) {
      AttributeValue value =
          primary
              .find(attribute.name())
              .orElseThrow(() ->
                  fault(
                      "The primary attribute " + attribute.name() + " is missing.",
                      Map.of("attribute", attribute.name())));
      String text = ValueText.ADDRESS.of(attribute.type(), value);
      boolean quote = text.indexOf('"') >= 0 || (value instanceof TextValue && text.contains(","));
      parts.add(PercentEncoder.encode(quote ? '"' + text.replace("\"", "\"\"") + '"' : text));
    }
    return String.join(",", parts);
  }

  private static ServiceException fault(AttributeSchema attribute, String text, String accepted) {
    String shown = Quoting.shortened(text);
    return fault(
        "The value of %s in the key must be %s, not %s."
            .formatted(attribute.name(), accepted, shown),
        Map.of("attribute", attribute.name(), "value", shown));
  }

  private static ServiceException fault(String detail, Map<String, ?> members) {
    return new ServiceException(ErrorCode.INVALID_ATTRIBUTES, detail, members, null);
  }
}
