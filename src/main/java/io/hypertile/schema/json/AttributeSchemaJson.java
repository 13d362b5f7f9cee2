package io.hypertile.schema.json;

import io.hypertile.json.JsonCursor;
import io.hypertile.ndarray.DType;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.AttributeType;
import io.hypertile.text.NearestNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;

/** Attribute declarations of a document (deker-rules.md 61 to 66). */
public final class AttributeSchemaJson {
  private static final List<String> MEMBERS = List.of("name", "dtype", "primary");

  private AttributeSchemaJson() {}

  /** Reads the list; absent and null mean none. */
  static List<AttributeSchema> parse(Optional<JsonCursor> list, Completeness completeness) {
    if (list.isEmpty()) {
      return List.of();
    }
    JsonCursor at = list.get().requireList("a list of attributes");
    if (at.size() > SchemaLimits.ATTRIBUTES) {
      throw at.fault(
          "%s has %d attributes; %d is the limit."
              .formatted(at.subject(), at.size(), SchemaLimits.ATTRIBUTES),
          Map.of("limit", SchemaLimits.ATTRIBUTES, "requested", at.size()));
    }
    List<AttributeSchema> attributes = new ArrayList<>();
    Map<String, Integer> seen = new LinkedHashMap<>();
    for (int index = 0; index < at.size(); index++) {
      AttributeSchema attribute = attribute(at.item(index), completeness);
      SchemaRules.requireUniqueName(
          at.item(index), "attribute", attribute.name(), seen.putIfAbsent(attribute.name(), index));
      attributes.add(attribute);
    }
    return List.copyOf(attributes);
  }

  private static AttributeSchema attribute(JsonCursor at, Completeness completeness) {
    at.requireObject("an object with name, dtype and primary").refuseUnknown(MEMBERS);
    String name = at.require("name", "text that is not blank").requireName();
    AttributeType type = type(at.require("dtype", "the name of a type"));
    Optional<JsonCursor> primary = completeness.find(at, "primary", "true or false");
    return new AttributeSchema(name, type, primary.map(JsonCursor::requireBoolean).orElse(false));
  }

  private static AttributeType type(JsonCursor at) {
    List<String> plain =
        Arrays.stream(AttributeType.Plain.values()).map(AttributeType.Plain::text).toList();
    String text = at.node().isString() ? at.node().stringValue() : "";
    if (plain.contains(text)) {
      return AttributeType.Plain.values()[plain.indexOf(text)];
    }
    Optional<DType> dtype = DTypeNames.find(text);
    if (dtype.isPresent()) {
      return new AttributeType.Numeric(dtype.get());
    }
    Map<String, Object> data = new LinkedHashMap<>();
    List<String> nearest = nearest(text, plain);
    if (!nearest.isEmpty()) {
      data.put("nearest", nearest);
    }
    data.put("known", plain);
    throw at.fault(
        "%s must be one of %s or a NumPy dtype, not %s%s"
            .formatted(
                at.subject(),
                String.join(", ", plain),
                at.shown(),
                nearest.isEmpty() ? "." : "; did you mean " + nearest.getFirst() + "?"),
        data);
  }

  private static List<String> nearest(String text, List<String> plain) {
    return UnplacedType.find(text)
        .map(type ->
            switch (type) {
              case TEXT -> AttributeType.Plain.STRING;
              case TIME -> AttributeType.Plain.DATETIME;
              case RECORD, OBJECT -> AttributeType.Plain.TUPLE;
              case SHORT_FLOAT -> AttributeType.Plain.FLOAT;
              case BOOLEAN, DURATION, SHORT_INTEGER, SHORT_UNSIGNED, DECIMAL ->
                  AttributeType.Plain.INT;
            })
        .map(type -> List.of(type.text()))
        .orElseGet(() -> NearestNames.of(text, plain));
  }

  /** The interface's form. */
  static void add(ArrayNode list, AttributeSchema attribute) {
    list.addObject()
        .put("name", attribute.name())
        .put("dtype", typeName(attribute.type()))
        .put("primary", attribute.primary());
  }

  private static String typeName(AttributeType type) {
    return switch (type) {
      case AttributeType.Plain plain -> plain.text();
      case AttributeType.Numeric(DType dtype) -> dtype.numpyName();
    };
  }
}
