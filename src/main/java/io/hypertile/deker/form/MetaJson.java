package io.hypertile.deker.form;

import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonNumbers;
import io.hypertile.json.JsonReading;
import io.hypertile.ndarray.DType;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.AttributeValue.ComplexValue;
import io.hypertile.schema.AttributeValue.FloatValue;
import io.hypertile.schema.AttributeValue.IntValue;
import io.hypertile.schema.AttributeValue.TextValue;
import io.hypertile.schema.AttributeValue.TimeValue;
import io.hypertile.schema.AttributeValue.TupleValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.json.TimeJson;
import io.hypertile.schema.json.ValueRules;
import io.hypertile.schema.json.ValueText;
import io.hypertile.text.NumberReading;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Metadata of an array as Deker stores it (deker-layout.md, "Metadata text"). Safe for use by many
 * threads.
 */
public final class MetaJson {
  private static final int DIGITS = 4_400;

  private MetaJson() {}

  /** The metadata of a new array, as Deker writes it at creation: ASCII, one line. */
  public static String write(ArrayHeader header) {
    PythonJson json = new PythonJson();
    json.open('{').key("id").text(header.id().text());
    write(json.key("primary_attributes"), header.primary());
    write(json.key("custom_attributes"), header.custom());
    return json.close('}').toString();
  }

  private static void write(PythonJson json, Attributes attributes) {
    json.open('{');
    attributes
        .asMap()
        .forEach((name, value) -> {
          json.key(name);
          if (value == null) {
            json.nothing();
          } else {
            write(json, value, false);
          }
        });
    json.close('}');
  }

  private static void write(PythonJson json, AttributeValue value, boolean inside) {
    switch (value) {
      case IntValue(BigInteger number) -> json.raw(number.toString());
      case FloatValue(double number) -> json.number(number);
      case ComplexValue number ->
          json.text(
              // Only in brackets is a complex number in a tuple read back as one.
              inside ? ValueText.bracketed(number) : ValueText.complex(number.re(), number.im()));
      case TextValue(String text) -> json.text(text);
      case TimeValue(Instant time) -> json.text(PythonText.of(time));
      case TupleValue(List<AttributeValue> values) -> {
        json.open('[');
        values.forEach(item -> write(json, item, true));
        json.close(']');
      }
    }
  }

  /**
   * Reads stored metadata with all the forms that Deker leaves behind; members and attributes that
   * the schema does not know are ignored, custom ones that are missing are null.
   *
   * @throws MalformedMetaException if it is no JSON, or a value does not fit its type
   */
  public static ArrayHeader parse(ArraysSchema schema, byte[] bytes) throws MalformedMetaException {
    JsonNode document;
    try {
      document = JsonReading.parseStored(bytes);
    } catch (ServiceException e) {
      throw new MalformedMetaException(e.detail(), e);
    }
    JsonNode id = document.get("id");
    if (id == null || !id.isString() || !ArrayId.isValid(id.stringValue())) {
      throw new MalformedMetaException("id is missing or not a UUID", null);
    }
    return new ArrayHeader(
        new ArrayId(id.stringValue()),
        map(document, "primary_attributes", schema.primaryAttributes()),
        map(document, "custom_attributes", schema.customAttributes()));
  }

  private static Attributes map(JsonNode document, String member, List<AttributeSchema> declared)
      throws MalformedMetaException {
    JsonNode map = document.get(member);
    boolean absent = map == null || map.isNull();
    if (!absent && !map.isObject()) {
      throw new MalformedMetaException(member + " is not an object", null);
    }
    Map<String, @Nullable AttributeValue> values = new LinkedHashMap<>();
    for (AttributeSchema attribute : declared) {
      JsonNode node = absent ? null : map.get(attribute.name());
      if (node == null || node.isNull()) {
        if (attribute.primary()) {
          throw malformed(attribute, "is missing");
        }
        values.put(attribute.name(), null);
      } else {
        AttributeValue value =
            find(attribute.type(), node)
                .orElseThrow(
                    () -> malformed(attribute, "is not " + ValueRules.accepted(attribute.type())));
        values.put(attribute.name(), value);
      }
    }
    return Attributes.of(values);
  }

  private static MalformedMetaException malformed(AttributeSchema attribute, String reason) {
    return new MalformedMetaException("attribute " + attribute.name() + " " + reason, null);
  }

  private static Optional<AttributeValue> find(AttributeType type, JsonNode node) {
    return switch (type) {
      case AttributeType.Plain plain ->
          switch (plain) {
            case INT -> whole(node).map(IntValue::new);
            case FLOAT -> real(node).map(FloatValue::new);
            case COMPLEX -> complex(node).map(value -> value);
            case STRING ->
                node.isString() ? Optional.of(new TextValue(node.stringValue())) : Optional.empty();
            case DATETIME ->
                node.isString()
                    ? TimeJson.findStored(node.stringValue()).map(TimeValue::new)
                    : Optional.empty();
            case TUPLE -> node.isArray() ? tuple(node, 1) : Optional.empty();
          };
      case AttributeType.Numeric(DType dtype) ->
          switch (dtype.kind()) {
            case SIGNED, UNSIGNED -> whole(node).flatMap(v -> ValueRules.findInt(dtype, v));
            case FLOAT -> real(node).flatMap(v -> ValueRules.findFloat(dtype, v));
            case COMPLEX -> complex(node).flatMap(v -> ValueRules.findComplex(dtype, v));
          };
    };
  }

  private static Optional<BigInteger> whole(JsonNode node) {
    if (node.isString()) {
      return NumberReading.findInt(node.stringValue(), DIGITS);
    }
    return node.isIntegralNumber() ? Optional.of(node.bigIntegerValue()) : Optional.empty();
  }

  private static Optional<Double> real(JsonNode node) {
    if (node.isString()) {
      return NumberReading.findFloat(node.stringValue());
    }
    return node.isNumber() ? Optional.of(JsonNumbers.toDouble(node)) : Optional.empty();
  }

  private static Optional<ComplexValue> complex(JsonNode node) {
    return node.isString()
        ? ComplexValue.find(node.stringValue())
        : real(node).map(re -> new ComplexValue(re, 0));
  }

  private static Optional<AttributeValue> tuple(JsonNode list, int depth) {
    List<AttributeValue> values = new ArrayList<>(list.size());
    for (JsonNode node : list) {
      Optional<AttributeValue> value = inside(node, depth);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.add(value.get());
    }
    return Optional.of(new TupleValue(List.copyOf(values)));
  }

  private static Optional<AttributeValue> inside(JsonNode node, int depth) {
    if (node.isArray()) {
      return depth > JsonReading.MAX_DEPTH ? Optional.empty() : tuple(node, depth + 1);
    }
    if (node.isString()) {
      return Optional.of(AttributeValue.inTuple(node.stringValue()));
    }
    if (node.isIntegralNumber()) {
      return Optional.of(new IntValue(node.bigIntegerValue()));
    }
    return real(node).map(FloatValue::new);
  }
}
