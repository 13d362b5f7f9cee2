package io.hypertile.zarr.engine;

import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.json.AttributesJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Headers of arrays as attributes of their nodes: every attribute that was given under its own
 * name, in the interface's form, so that programs of Zarr see and change it; the id in the
 * attribute {@code hypertile}. Other attributes of a node are left as they are.
 */
final class HeaderAttributes {
  private static final String ID = "id";

  private HeaderAttributes() {}

  /**
   * Refuses a schema with an attribute that nodes have for the server.
   *
   * @throws ServiceException {@code invalid-schema}
   */
  static void requireFree(ArraysSchema schema) {
    if (schema.findAttribute(CollectionDocuments.OWN).isPresent()) {
      throw new ServiceException(
          ErrorCode.INVALID_SCHEMA,
          "An attribute named %s is the server's own where arrays are kept in Zarr; choose another"
                  .formatted(CollectionDocuments.OWN)
              + " name.",
          Map.of("pointer", "/attributes", "attribute", CollectionDocuments.OWN),
          null);
    }
  }

  /**
   * The attributes of a node with a header.
   *
   * @param before what the node has beside it
   */
  static ObjectNode with(ObjectNode before, ArrayHeader header) {
    ObjectNode attributes = before.deepCopy();
    AttributesJson.byName(header)
        .properties()
        .forEach(entry -> {
          if (entry.getValue().isNull()) {
            attributes.remove(entry.getKey());
          } else {
            attributes.set(entry.getKey(), entry.getValue());
          }
        });
    ObjectNode own =
        attributes.get(CollectionDocuments.OWN) instanceof ObjectNode present
            ? present
            : attributes.putObject(CollectionDocuments.OWN);
    own.put(ID, header.id().text());
    return attributes;
  }

  /** The id in a node's attributes; empty if they have none. */
  static Optional<ArrayId> id(ObjectNode attributes) {
    JsonNode id = attributes.path(CollectionDocuments.OWN).path(ID);
    return id.isString() && ArrayId.isValid(id.stringValue())
        ? Optional.of(new ArrayId(id.stringValue()))
        : Optional.empty();
  }

  /**
   * Reads the header in a node's attributes.
   *
   * @param key of the node's document, for messages
   * @throws CorruptDataException if one is missing or of another type than the schema says
   */
  static ArrayHeader parse(String key, ArraysSchema schema, ObjectNode attributes) {
    ArrayId id =
        id(attributes)
            .orElseThrow(() ->
                new CorruptDataException(
                    key, "attributes.hypertile.id", -1, "it is missing or no id", null));
    ObjectNode document = JsonNodeFactory.instance.objectNode().put(ID, id.text());
    put(document.putObject(AttributesJson.PRIMARY), schema.primaryAttributes(), attributes);
    put(document.putObject(AttributesJson.CUSTOM), schema.customAttributes(), attributes);
    try {
      return AttributesJson.parseNew(schema, document, (any, primary) -> {});
    } catch (ServiceException e) {
      throw new CorruptDataException(key, "attributes", -1, e.detail(), e);
    }
  }

  private static void put(ObjectNode map, List<AttributeSchema> declared, ObjectNode attributes) {
    for (AttributeSchema attribute : declared) {
      JsonNode value = attributes.get(attribute.name());
      if (value != null && !value.isNull()) {
        map.set(attribute.name(), value);
      }
    }
  }
}
