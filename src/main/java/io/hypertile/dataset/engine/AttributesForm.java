package io.hypertile.dataset.engine;

import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.TypedValue;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.text.SecondParts;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Attributes as nodes of Zarr have them: values of JSON under their own names, so that every
 * program reads them. What JSON does not tell of a type stands in the attribute {@value #OWN},
 * beside what else the server notes of a node.
 */
final class AttributesForm {
  /** The attribute of nodes that is the server's own. */
  static final String OWN = "hypertile";

  private static final String TYPES = "types";
  private static final String TIME = "timestamp_ns";
  private static final String BYTES = "bytes";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger MOST_UNSIGNED = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
  private static final long NANOS = 1_000_000_000L;

  private AttributesForm() {}

  /**
   * The attributes of a node.
   *
   * @param notes what the server notes of the node beside the types; not changed
   * @throws ServiceException {@code invalid-attributes} if one has the server's own name
   */
  static ObjectNode write(TypedAttributes attributes, ObjectNode notes) {
    ObjectNode node = JSON.objectNode();
    ObjectNode types = JSON.objectNode();
    attributes
        .values()
        .forEach((name, value) -> {
          if (name.equals(OWN)) {
            throw new ServiceException(
                ErrorCode.INVALID_ATTRIBUTES,
                "An attribute named " + OWN + " is the server's own; choose another name.",
                Map.of("attribute", OWN),
                null);
          }
          node.set(name, json(value));
          type(value).ifPresent(type -> types.put(name, type));
        });
    ObjectNode own = notes.deepCopy();
    own.remove(TYPES);
    if (!types.isEmpty()) {
      own.set(TYPES, types);
    }
    if (!own.isEmpty()) {
      node.set(OWN, own);
    }
    return node;
  }

  /** Notes of the server on a node; empty if there are none. */
  static ObjectNode notes(ObjectNode attributes) {
    return attributes.get(OWN) instanceof ObjectNode own ? own : JSON.objectNode();
  }

  /** Reads the attributes of a node. */
  static TypedAttributes read(ObjectNode attributes) {
    JsonNode types = notes(attributes).path(TYPES);
    Map<String, TypedValue> values = new LinkedHashMap<>();
    attributes
        .properties()
        .forEach(member -> {
          if (!member.getKey().equals(OWN)) {
            String type = types.path(member.getKey()).asString("");
            values.put(member.getKey(), value(member.getValue(), type));
          }
        });
    return new TypedAttributes(values);
  }

  private static JsonNode json(TypedValue value) {
    return switch (value) {
      case TypedValue.Truth truth -> JSON.booleanNode(truth.value());
      case TypedValue.Whole whole -> JSON.numberNode(whole.value());
      case TypedValue.Real real -> JSON.numberNode(real.value());
      case TypedValue.Text text -> JSON.stringNode(text.value());
      case TypedValue.Bytes bytes -> JSON.stringNode(bytes.base64());
      case TypedValue.Time time -> JSON.stringNode(time(time.nanoseconds()));
      case TypedValue.Items items -> {
        ArrayNode list = JSON.arrayNode();
        items.values().forEach(item -> list.add(json(item)));
        yield list;
      }
      case TypedValue.Nested nested -> JsonText.parse(nested.json());
    };
  }

  private static String time(long nanoseconds) {
    return Instant.ofEpochSecond(
            Math.floorDiv(nanoseconds, NANOS), Math.floorMod(nanoseconds, NANOS))
        .toString();
  }

  /** The type that the JSON of a value does not tell. */
  private static Optional<String> type(TypedValue value) {
    return switch (value) {
      case TypedValue.Whole whole ->
          whole.type() == natural(whole.value())
              ? Optional.empty()
              : Optional.of(whole.type().numpyName());
      case TypedValue.Real real ->
          real.type() == DType.FLOAT64 ? Optional.empty() : Optional.of(real.type().numpyName());
      case TypedValue.Bytes bytes -> Optional.of(BYTES);
      case TypedValue.Time time -> Optional.of(TIME);
      case TypedValue.Items items ->
          items.values().stream().findFirst().flatMap(AttributesForm::type);
      case TypedValue.Truth truth -> Optional.empty();
      case TypedValue.Text text -> Optional.empty();
      case TypedValue.Nested nested -> Optional.empty();
    };
  }

  private static DType natural(BigInteger value) {
    return value.compareTo(MOST) > 0 ? DType.UINT64 : DType.INT64;
  }

  private static TypedValue value(JsonNode node, String type) {
    if (node.isArray()) {
      List<TypedValue> items = new ArrayList<>();
      for (JsonNode item : node) {
        items.add(value(item, type));
      }
      return isUniform(items)
          ? new TypedValue.Items(items)
          : new TypedValue.Nested(node.toString());
    }
    if (node.isString()) {
      return text(node.stringValue(), type);
    }
    if (node.isBoolean()) {
      return new TypedValue.Truth(node.booleanValue());
    }
    if (node.isIntegralNumber()) {
      return whole(node, type);
    }
    if (node.isNumber()) {
      return new TypedValue.Real(
          type.equals(DType.FLOAT32.numpyName()) ? DType.FLOAT32 : DType.FLOAT64,
          node.doubleValue());
    }
    return new TypedValue.Nested(node.toString());
  }

  private static TypedValue whole(JsonNode node, String type) {
    BigInteger value = node.bigIntegerValue();
    if (type.startsWith("float")) {
      return new TypedValue.Real(
          type.equals(DType.FLOAT32.numpyName()) ? DType.FLOAT32 : DType.FLOAT64,
          value.doubleValue());
    }
    if (value.compareTo(LEAST) < 0 || value.compareTo(MOST_UNSIGNED) > 0) {
      return new TypedValue.Nested(node.toString());
    }
    DType dtype = DType.byNumpyName(type).filter(DType::isInteger).orElseGet(() -> natural(value));
    return new TypedValue.Whole(dtype, value);
  }

  private static TypedValue text(String text, String type) {
    if (type.equals(BYTES)) {
      return new TypedValue.Bytes(text);
    }
    if (type.equals(TIME)) {
      try {
        Instant time = Instant.parse(text);
        return new TypedValue.Time(SecondParts.count(time.getEpochSecond(), time.getNano(), NANOS));
      } catch (DateTimeException | ArithmeticException e) {
        return new TypedValue.Text(text);
      }
    }
    return new TypedValue.Text(text);
  }

  /** Whether a list is of values of one type, none of which is a list. */
  private static boolean isUniform(List<TypedValue> items) {
    return items.stream().noneMatch(AttributesForm::isDeep)
        && items.stream().map(AttributesForm::kind).distinct().count() <= 1;
  }

  private static boolean isDeep(TypedValue value) {
    return value instanceof TypedValue.Items || value instanceof TypedValue.Nested;
  }

  private static Object kind(TypedValue value) {
    return switch (value) {
      case TypedValue.Whole whole -> whole.type();
      case TypedValue.Real real -> real.type();
      default -> value.getClass();
    };
  }
}
