package io.hypertile.dataset.json;

import io.hypertile.dataset.TypedValue;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonLimits;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.text.NearestNames;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Values of attributes read from documents (atlas-rules.md 67, 68, 72). A plain JSON value has the
 * type that it looks like: a truth value, a whole number of 64 bits, a float of 64 bits, a text, or
 * a list of one of these; anything else is kept as JSON. An object with {@code value} and {@code
 * type} alone says its type.
 */
final class TypedValueJson {
  static final String VALUE = "value";
  static final String TYPE = "type";
  static final String JSON = "json";
  static final String BINARY = "binary";

  private static final List<String> TYPES =
      List.of(
          "bool",
          "int8",
          "int16",
          "int32",
          "int64",
          "uint8",
          "uint16",
          "uint32",
          "uint64",
          "float32",
          "float64",
          "string",
          BINARY,
          "timestamp_ns",
          JSON);

  private TypedValueJson() {}

  /** Whether an object says the type of a value beside it. */
  static boolean isTyped(JsonNode node) {
    return node.isObject()
        && node.has(VALUE)
        && (node.size() == 1 || node.size() == 2 && node.has(TYPE));
  }

  static TypedValue parse(JsonCursor at) {
    if (!isTyped(at.node())) {
      return inferred(at);
    }
    JsonCursor value = at.require(VALUE, "the value");
    return at.findGiven(TYPE).map(type -> typed(value, type)).orElseGet(() -> inferred(value));
  }

  private static TypedValue inferred(JsonCursor at) {
    JsonNode node = at.node();
    if (node.isArray()) {
      return list(at);
    }
    return node.isObject() || node.isNull() ? new TypedValue.Nested(node.toString()) : scalar(at);
  }

  private static TypedValue scalar(JsonCursor at) {
    JsonNode node = at.node();
    if (node.isBoolean()) {
      return new TypedValue.Truth(node.booleanValue());
    }
    if (node.isIntegralNumber()) {
      DType type =
          WholeJson.fits(node.bigIntegerValue(), DType.UINT64)
                  && node.bigIntegerValue().bitLength() > 63
              ? DType.UINT64
              : DType.INT64;
      return new TypedValue.Whole(type, WholeJson.require(at, type));
    }
    return node.isNumber()
        ? new TypedValue.Real(DType.FLOAT64, RealJson.require(at, DType.FLOAT64))
        : new TypedValue.Text(at.requireText("a text", JsonLimits.TEXT_BYTES));
  }

  /** A list of one type, in which whole numbers among floats are floats; else JSON. */
  private static TypedValue list(JsonCursor at) {
    List<TypedValue> values = new ArrayList<>();
    boolean hasReals = false;
    for (int n = 0; n < at.size(); n++) {
      JsonNode item = at.node().get(n);
      if (item.isArray() || item.isObject() || item.isNull()) {
        return new TypedValue.Nested(at.node().toString());
      }
      hasReals |= item.isNumber() && !item.isIntegralNumber();
    }
    for (int n = 0; n < at.size(); n++) {
      boolean isNumber = at.node().get(n).isNumber();
      values.add(
          hasReals && isNumber
              ? new TypedValue.Real(DType.FLOAT64, RealJson.require(at.item(n), DType.FLOAT64))
              : scalar(at.item(n)));
    }
    boolean isOfOneType = values.stream().map(TypedValueJson::kind).distinct().count() <= 1;
    return isOfOneType ? new TypedValue.Items(values) : new TypedValue.Nested(at.node().toString());
  }

  private static Object kind(TypedValue value) {
    return switch (value) {
      case TypedValue.Whole whole -> whole.type();
      case TypedValue.Real real -> real.type();
      case TypedValue.Truth _,
          TypedValue.Text _,
          TypedValue.Bytes _,
          TypedValue.Time _,
          TypedValue.Items _,
          TypedValue.Nested _ ->
          value.getClass();
    };
  }

  private static TypedValue typed(JsonCursor value, JsonCursor type) {
    String name = type.requireText("the name of a type", JsonLimits.NAME_BYTES);
    if (name.equals(JSON)) {
      return new TypedValue.Nested(value.node().toString());
    }
    if (!value.node().isArray()) {
      return typed(value, name, type);
    }
    List<TypedValue> values = new ArrayList<>();
    for (int n = 0; n < value.size(); n++) {
      values.add(typed(value.item(n), name, type));
    }
    return new TypedValue.Items(values);
  }

  private static TypedValue typed(JsonCursor value, String name, JsonCursor type) {
    if (name.equals(BINARY) || name.equals("bytes")) {
      return bytes(value);
    }
    Optional<CellType> found = CellTypeNames.find(name);
    return switch (found.orElseThrow(() -> unknown(type, name))) {
      case DType number when number.isInteger() ->
          new TypedValue.Whole(number, WholeJson.require(value, number));
      case DType number when number != DType.FLOAT16 ->
          new TypedValue.Real(number, RealJson.require(value, number));
      case CellType.Truth _ -> new TypedValue.Truth(value.requireBoolean());
      case CellType.TimePoint _ -> new TypedValue.Time(TimeNanos.require(value));
      case CellType.Text _ ->
          new TypedValue.Text(value.requireText("a text", JsonLimits.TEXT_BYTES));
      case DType _,
          CellType.TimeSpan _,
          CellType.FixedText _,
          CellType.FixedBytes _,
          CellType.RawBytes _,
          CellType.AnyBytes _ ->
          throw unknown(type, name);
    };
  }

  private static TypedValue bytes(JsonCursor value) {
    String accepted = "bytes in Base64, as a text";
    String text = value.requireText(accepted, JsonLimits.TEXT_BYTES);
    try {
      return new TypedValue.Bytes(
          Base64.getEncoder().encodeToString(Base64.getDecoder().decode(text)));
    } catch (IllegalArgumentException e) {
      throw value.wrong(accepted);
    }
  }

  private static ServiceException unknown(JsonCursor type, String name) {
    Map<String, Object> data = new LinkedHashMap<>();
    List<String> nearest = NearestNames.of(name, TYPES);
    if (!nearest.isEmpty()) {
      data.put("nearest", nearest);
    }
    data.put("known", TYPES);
    return type.fault(
        "%s names no type of attributes: %s. Give one of %s, or leave type out."
            .formatted(type.subject(), type.shown(), String.join(", ", TYPES)),
        data);
  }
}
