package io.hypertile.schema.json;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonCursor;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Attributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Attributes of an array as documents of the interface and as the key in a path (deker-rules.md 85
 * to 108, 130 and 131). Safe for use by many threads.
 */
public final class AttributesJson {
  /** The member of an array's document with its primary attributes by name. */
  public static final String PRIMARY = "primary_attributes";

  /** The member of an array's document with its custom attributes by name. */
  public static final String CUSTOM = "custom_attributes";

  private static final String MAP = "an object with attribute values by name";

  private AttributesJson() {}

  /**
   * Reads the document of an array to be made, with a random id where none is given.
   *
   * @param rule keys that the storage can hold
   * @throws ServiceException {@code invalid-attributes} or {@code invalid-name} with a JSON {@code
   *     pointer} to the member at fault
   */
  public static ArrayHeader parseNew(ArraysSchema schema, JsonNode document, KeyRule rule) {
    JsonCursor at = JsonCursor.root(ErrorCode.INVALID_ATTRIBUTES, document);
    at.requireObject("an array document");
    at.refuseUnknown(List.of("id", PRIMARY, CUSTOM));
    ArrayId id = at.findGiven("id").map(AttributesJson::id).orElseGet(ArrayId::random);
    Optional<JsonCursor> primaryMap = map(at, schema, true);
    Optional<JsonCursor> customMap = map(at, schema, false);
    Map<String, @Nullable AttributeValue> primary = new LinkedHashMap<>();
    for (AttributeSchema attribute : schema.primaryAttributes()) {
      primary.put(attribute.name(), given(at, PRIMARY, primaryMap, attribute));
    }
    Map<String, @Nullable AttributeValue> custom = new LinkedHashMap<>();
    for (AttributeSchema attribute : schema.customAttributes()) {
      boolean start = SchemaRules.isStart(schema, attribute.name());
      Optional<JsonCursor> value = customMap.flatMap(map -> map.findGiven(attribute.name()));
      custom.put(
          attribute.name(),
          start || value.isPresent() ? given(at, CUSTOM, customMap, attribute) : null);
    }
    Attributes key = Attributes.of(primary);
    checkKey(schema, key, rule);
    return new ArrayHeader(id, key, Attributes.of(custom));
  }

  private static ArrayId id(JsonCursor at) {
    String text = at.node().isString() ? at.node().stringValue() : "";
    try {
      return new ArrayId(text);
    } catch (ServiceException e) {
      throw e.with("pointer", at.pointer());
    }
  }

  /**
   * One of the two maps, holding nothing but attributes that belong there (deker-rules.md 87 to 89,
   * 98).
   */
  private static Optional<JsonCursor> map(JsonCursor at, ArraysSchema schema, boolean primary) {
    Optional<JsonCursor> map = at.findGiven(primary ? PRIMARY : CUSTOM);
    if (map.isPresent()) {
      checkNames(map.get().requireObject(MAP), schema, primary);
    }
    return map;
  }

  private static void checkNames(JsonCursor map, ArraysSchema schema, boolean primary) {
    List<String> known =
        (primary ? schema.primaryAttributes() : schema.customAttributes())
            .stream().map(AttributeSchema::name).toList();
    for (String name : map.node().propertyNames()) {
      Optional<AttributeSchema> attribute = schema.findAttribute(name);
      if (attribute.isPresent() && attribute.get().primary() != primary) {
        throw map.find(name)
            .orElse(map)
            .fault(
                primary
                    ? "The attribute %s is custom; give it in %s.".formatted(name, CUSTOM)
                    : "The attribute %s is primary; it belongs in %s and never changes."
                        .formatted(name, PRIMARY),
                Map.of("attribute", name));
      }
    }
    map.refuseUnknown(known);
  }

  private static AttributeValue given(
      JsonCursor at, String member, Optional<JsonCursor> map, AttributeSchema attribute) {
    Optional<JsonCursor> value = map.flatMap(found -> found.findGiven(attribute.name()));
    if (value.isEmpty()) {
      throw at.fault(
              "The %s attribute %s must be given and not null; it must be %s."
                  .formatted(
                      attribute.primary() ? "primary" : "start time",
                      attribute.name(),
                      ValueRules.accepted(attribute.type())),
              Map.of("attribute", attribute.name()))
          .with("pointer", "/" + member + "/" + JsonCursor.escaped(attribute.name()));
    }
    return parse(value.get(), attribute);
  }

  private static AttributeValue parse(JsonCursor value, AttributeSchema attribute) {
    try {
      return AttributeValueJson.parse(value, attribute.type());
    } catch (ServiceException e) {
      throw e.with("attribute", attribute.name());
    }
  }

  private static void checkKey(ArraysSchema schema, Attributes primary, KeyRule rule) {
    try {
      rule.require(schema, primary);
    } catch (ServiceException e) {
      String name = String.valueOf(e.members().get("attribute"));
      throw e.with("pointer", "/" + PRIMARY + "/" + JsonCursor.escaped(name));
    }
  }

  /**
   * Reads a change of custom attributes, {@code {"custom_attributes": {…}}}, over the present ones.
   *
   * @return every custom attribute in schema order
   * @throws ServiceException {@code invalid-attributes} with a JSON {@code pointer} to the member
   *     at fault; an empty change is one (deker-rules.md 130)
   */
  public static Attributes parseCustomPatch(
      ArraysSchema schema, Attributes current, JsonNode patch) {
    JsonCursor at = JsonCursor.root(ErrorCode.INVALID_ATTRIBUTES, patch);
    at.requireObject("an object with " + CUSTOM);
    at.find(PRIMARY)
        .ifPresent(primary -> {
          throw primary.fault(
              primary.subject()
                  + " name the array and do not change; leave them out, or make another array.");
        });
    at.refuseUnknown(List.of(CUSTOM));
    JsonCursor map = at.require(CUSTOM, MAP).requireObject(MAP);
    checkNames(map, schema, false);
    if (map.size() == 0) {
      throw map.fault(map.subject() + " changes nothing; give at least one attribute.");
    }
    Map<String, @Nullable AttributeValue> values = new LinkedHashMap<>();
    for (AttributeSchema attribute : schema.customAttributes()) {
      String name = attribute.name();
      Optional<JsonCursor> change = map.find(name);
      if (change.isEmpty()) {
        values.put(name, current.find(name).orElse(null));
      } else if (change.get().isNull() && !SchemaRules.isStart(schema, name)) {
        values.put(name, null);
      } else {
        values.put(name, given(at, CUSTOM, Optional.of(map), attribute));
      }
    }
    return Attributes.of(values);
  }

  /** The members {@code id}, {@code primary_attributes} and {@code custom_attributes}. */
  public static ObjectNode toJson(ArrayHeader header) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", header.id().text());
    add(node.putObject(PRIMARY), header.primary());
    add(node.putObject(CUSTOM), header.custom());
    return node;
  }

  /** All attributes of an array by name, primary ones first; null for those that were not given. */
  public static ObjectNode byName(ArrayHeader header) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    add(node, header.primary());
    add(node, header.custom());
    return node;
  }

  /** The attributes of an array that were given, by name, primary ones first. */
  public static ObjectNode given(ArrayHeader header) {
    ObjectNode node = byName(header);
    node.removeIf(JsonNode::isNull);
    return node;
  }

  private static void add(ObjectNode node, Attributes attributes) {
    attributes
        .asMap()
        .forEach((name, value) -> {
          if (value == null) {
            node.putNull(name);
          } else {
            node.set(name, AttributeValueJson.toJson(value));
          }
        });
  }

  /**
   * Reads the key of an array in a path: the text after {@code ~}, still percent-encoded. One value
   * for each primary attribute in schema order, separated by commas that are neither encoded nor in
   * double quotes; a text in double quotes has its own doubled.
   *
   * @throws ServiceException {@code invalid-attributes} that names the attribute at fault
   */
  public static Attributes parseKey(ArraysSchema schema, String key) {
    return ArrayKeyText.parse(schema, key);
  }

  /**
   * Writes the key of an array for a path, percent-encoded; {@link #parseKey} reads it back.
   *
   * @throws ServiceException {@code invalid-attributes} if a primary attribute is missing
   */
  public static String keyText(ArraysSchema schema, Attributes primary) {
    return ArrayKeyText.write(schema, primary);
  }
}
