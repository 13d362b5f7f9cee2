package io.hypertile.schema.json;

import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonLimits;
import io.hypertile.json.JsonNumbers;
import io.hypertile.ndarray.DType;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.AttributeValue.ComplexValue;
import io.hypertile.schema.AttributeValue.FloatValue;
import io.hypertile.schema.AttributeValue.IntValue;
import io.hypertile.schema.AttributeValue.TextValue;
import io.hypertile.schema.AttributeValue.TimeValue;
import io.hypertile.schema.AttributeValue.TupleValue;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** One attribute value in the interface's form (deker-rules.md 90 to 97, 106 to 108). */
public final class AttributeValueJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String INSIDE = "a number, text or a list";

  private AttributeValueJson() {}

  /** A value of the type, not null. */
  public static AttributeValue parse(JsonCursor at, AttributeType type) {
    return switch (type) {
      case AttributeType.Plain plain ->
          switch (plain) {
            case INT -> new IntValue(whole(at, type));
            case FLOAT -> new FloatValue(real(at, type));
            case COMPLEX -> complex(at, type);
            case STRING -> new TextValue(at.requireText("text", JsonLimits.TEXT_BYTES));
            case DATETIME -> new TimeValue(TimeJson.requireTime(at));
            case TUPLE -> tuple(at);
          };
      case AttributeType.Numeric(DType dtype) ->
          numeric(at, type, dtype).orElseThrow(() -> at.wrong(ValueRules.accepted(type)));
    };
  }

  private static Optional<AttributeValue> numeric(JsonCursor at, AttributeType type, DType dtype) {
    return switch (dtype.kind()) {
      case SIGNED, UNSIGNED -> ValueRules.findInt(dtype, whole(at, type));
      case FLOAT -> ValueRules.findFloat(dtype, real(at, type));
      case COMPLEX -> ValueRules.findComplex(dtype, complex(at, type));
    };
  }

  private static BigInteger whole(JsonCursor at, AttributeType type) {
    if (!at.node().isIntegralNumber()) {
      throw at.wrong(ValueRules.accepted(type));
    }
    return at.node().bigIntegerValue();
  }

  private static double real(JsonCursor at, AttributeType type) {
    JsonNode node = at.node();
    if (node.isNumber()) {
      double value = JsonNumbers.toDouble(node);
      if (Double.isFinite(value)) {
        return value;
      }
    } else if (node.isString()) {
      switch (node.stringValue()) {
        case "NaN":
          return Double.NaN;
        case "Infinity":
          return Double.POSITIVE_INFINITY;
        case "-Infinity":
          return Double.NEGATIVE_INFINITY;
        default:
      }
    }
    throw at.wrong(ValueRules.accepted(type));
  }

  private static ComplexValue complex(JsonCursor at, AttributeType type) {
    JsonNode node = at.node();
    if (node.isArray() && node.size() == 2) {
      AttributeType part = AttributeType.Plain.FLOAT;
      return new ComplexValue(real(at.item(0), part), real(at.item(1), part));
    }
    if (node.isString()) {
      String text = node.stringValue();
      return ComplexValue.findExact(text).orElseThrow(() -> at.wrong(ValueRules.accepted(type)));
    }
    if (node.isNumber()) {
      return new ComplexValue(real(at, type), 0);
    }
    throw at.wrong(ValueRules.accepted(type));
  }

  private static TupleValue tuple(JsonCursor at) {
    if (!at.node().isArray()) {
      throw at.wrong(ValueRules.accepted(AttributeType.Plain.TUPLE));
    }
    return tuple(at, 1, new int[1]);
  }

  private static TupleValue tuple(JsonCursor at, int depth, int[] count) {
    count[0] += at.size();
    if (depth > SchemaLimits.TUPLE_DEPTH || count[0] > SchemaLimits.TUPLE_VALUES) {
      throw at.fault(
          "%s is too large a tuple; a tuple has at most %d values, nested at most %d deep."
              .formatted(at.subject(), SchemaLimits.TUPLE_VALUES, SchemaLimits.TUPLE_DEPTH),
          Map.of("limit", SchemaLimits.TUPLE_VALUES, "max_depth", SchemaLimits.TUPLE_DEPTH));
    }
    List<AttributeValue> values = new ArrayList<>(at.size());
    for (int index = 0; index < at.size(); index++) {
      JsonCursor item = at.item(index);
      JsonNode node = item.node();
      if (node.isArray()) {
        values.add(tuple(item, depth + 1, count));
      } else if (node.isString()) {
        values.add(AttributeValue.inTuple(item.requireText(INSIDE, JsonLimits.TEXT_BYTES)));
      } else if (node.isIntegralNumber()) {
        values.add(new IntValue(node.bigIntegerValue()));
      } else if (node.isNumber()) {
        values.add(new FloatValue(JsonNumbers.requireFinite(item)));
      } else {
        throw item.wrong(INSIDE);
      }
    }
    return new TupleValue(List.copyOf(values));
  }

  /** The interface's form of a value. */
  static JsonNode toJson(AttributeValue value) {
    return switch (value) {
      case IntValue(BigInteger number) -> NODES.numberNode(number);
      case FloatValue(double number) -> JsonNumbers.node(number);
      case ComplexValue(double re, double im) ->
          NODES.arrayNode().add(JsonNumbers.node(re)).add(JsonNumbers.node(im));
      case TextValue(String text) -> NODES.stringNode(text);
      case TimeValue(Instant time) -> NODES.stringNode(TimeJson.text(time));
      case TupleValue(List<AttributeValue> values) -> {
        ArrayNode list = NODES.arrayNode();
        for (AttributeValue item : values) {
          boolean complex = item instanceof ComplexValue;
          list.add(
              complex ? NODES.stringNode(ValueText.bracketed((ComplexValue) item)) : toJson(item));
        }
        yield list;
      }
    };
  }
}
