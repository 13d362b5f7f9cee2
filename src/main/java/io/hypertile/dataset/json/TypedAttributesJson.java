package io.hypertile.dataset.json;

import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.TypedValue;
import io.hypertile.error.ErrorCode;
import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonLimits;
import io.hypertile.json.JsonReading;
import io.hypertile.ndarray.DType;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Attributes of datasets and arrays in documents, in their order (atlas-rules.md 67 to 72). What is
 * written is read as the same values again.
 */
public final class TypedAttributesJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String ATTRIBUTES = "attributes";
  private static final String OBJECT = "an object with an attribute in each member";

  private TypedAttributesJson() {}

  /** Reads attributes; one that is null is not there. */
  public static TypedAttributes parse(JsonCursor at) {
    Map<String, TypedValue> values = new LinkedHashMap<>();
    changes(at).forEach((name, value) -> value.ifPresent(given -> values.put(name, given)));
    return new TypedAttributes(values);
  }

  /**
   * Reads the changes of a document {@code {"attributes": {…}}}: null removes an attribute.
   *
   * @param others names of other members that it may have
   * @throws io.hypertile.error.ServiceException {@code invalid-attributes} with a {@code pointer}
   */
  public static Map<String, Optional<TypedValue>> parsePatch(JsonNode document, String... others) {
    JsonCursor at = JsonCursor.root(ErrorCode.INVALID_ATTRIBUTES, document);
    at.requireObject("an object with the member attributes");
    List<String> known =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(ATTRIBUTES), java.util.Arrays.stream(others))
            .toList();
    at.refuseUnknown(known);
    return at.findGiven(ATTRIBUTES).map(TypedAttributesJson::changes).orElseGet(Map::of);
  }

  private static Map<String, Optional<TypedValue>> changes(JsonCursor at) {
    at.requireObject(OBJECT);
    Map<String, Optional<TypedValue>> changes = new LinkedHashMap<>();
    for (String name : at.node().propertyNames()) {
      JsonCursor value = at.find(name).orElseThrow();
      if (name.isBlank()
          || name.getBytes(StandardCharsets.UTF_8).length > JsonLimits.NAME_BYTES
          || name.chars().anyMatch(Character::isISOControl)) {
        throw value.fault(
            "The name of an attribute must hold a character that is not white space, no control"
                + " character, and at most %d bytes in UTF-8.".formatted(JsonLimits.NAME_BYTES));
      }
      changes.put(
          name,
          value.node().isNull() ? Optional.empty() : Optional.of(TypedValueJson.parse(value)));
    }
    return changes;
  }

  /** Writes attributes: plain values where these are read as the same type, else with the type. */
  public static ObjectNode write(TypedAttributes attributes) {
    ObjectNode node = NODES.objectNode();
    attributes.values().forEach((name, value) -> node.set(name, write(value)));
    return node;
  }

  /**
   * Writes attributes as plain JSON, whatever their types: times and special floats as texts, bytes
   * in Base64.
   */
  public static ObjectNode writePlain(TypedAttributes attributes) {
    ObjectNode node = NODES.objectNode();
    attributes.values().forEach((name, value) -> node.set(name, plain(value)));
    return node;
  }

  /** One value, as {@link #writePlain(TypedAttributes)} has it. */
  public static JsonNode writePlain(TypedValue value) {
    return plain(value);
  }

  private static JsonNode write(TypedValue value) {
    JsonNode plain = plain(value);
    Optional<String> type = hint(value);
    if (type.isEmpty()) {
      return plain;
    }
    ObjectNode typed = NODES.objectNode();
    typed.set(TypedValueJson.VALUE, plain);
    return typed.put(TypedValueJson.TYPE, type.get());
  }

  /** The type to be said with a value; empty if it is inferred from the plain value. */
  private static Optional<String> hint(TypedValue value) {
    return switch (value) {
      case TypedValue.Truth _, TypedValue.Text _ -> Optional.empty();
      case TypedValue.Whole whole when whole.type() == DType.INT64 -> Optional.empty();
      case TypedValue.Whole whole when whole.type() == DType.UINT64 ->
          whole.value().bitLength() > 63 ? Optional.empty() : Optional.of("uint64");
      case TypedValue.Whole whole -> Optional.of(whole.type().numpyName());
      case TypedValue.Real real
          when real.type() == DType.FLOAT64 && Double.isFinite(real.value()) ->
          Optional.empty();
      case TypedValue.Real real -> Optional.of(real.type().numpyName());
      case TypedValue.Bytes _ -> Optional.of(TypedValueJson.BINARY);
      case TypedValue.Time _ -> Optional.of("timestamp_ns");
      case TypedValue.Items items -> items(items);
      case TypedValue.Nested nested -> nested(nested);
    };
  }

  private static Optional<String> items(TypedValue.Items items) {
    List<String> hints =
        items.values().stream().flatMap(value -> hint(value).stream()).distinct().toList();
    if (hints.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        items.values().stream().anyMatch(TypedValue.Items.class::isInstance)
            ? TypedValueJson.JSON
            : hints.getFirst());
  }

  private static Optional<String> nested(TypedValue.Nested nested) {
    JsonNode node = json(nested);
    boolean isTaken = TypedValueJson.isTyped(node) || !node.isObject() && !node.isArray();
    boolean isHomogeneous = node.isArray() && isOfOneType(node);
    return isTaken || isHomogeneous ? Optional.of(TypedValueJson.JSON) : Optional.empty();
  }

  private static boolean isOfOneType(JsonNode list) {
    return !(TypedValueJson.parse(JsonCursor.root(ErrorCode.INVALID_ATTRIBUTES, list))
        instanceof TypedValue.Nested);
  }

  private static JsonNode plain(TypedValue value) {
    return switch (value) {
      case TypedValue.Truth truth -> NODES.booleanNode(truth.value());
      case TypedValue.Whole whole -> NODES.numberNode(whole.value());
      case TypedValue.Real real -> RealJson.write(real.value(), real.type());
      case TypedValue.Text text -> NODES.stringNode(text.value());
      case TypedValue.Bytes bytes -> NODES.stringNode(bytes.base64());
      case TypedValue.Time time -> NODES.stringNode(TimeNanos.text(time.nanoseconds()));
      case TypedValue.Items items ->
          items.values().stream()
              .map(TypedAttributesJson::plain)
              .collect(
                  Collectors.collectingAndThen(Collectors.toList(), TypedAttributesJson::list));
      case TypedValue.Nested nested -> json(nested);
    };
  }

  private static ArrayNode list(List<JsonNode> items) {
    ArrayNode list = NODES.arrayNode();
    items.forEach(list::add);
    return list;
  }

  private static JsonNode json(TypedValue.Nested nested) {
    return JsonReading.parseStored(nested.json().getBytes(StandardCharsets.UTF_8));
  }
}
