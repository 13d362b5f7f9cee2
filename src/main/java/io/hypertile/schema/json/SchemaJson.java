package io.hypertile.schema.json;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.CollectionSchema;
import io.hypertile.schema.CollectionSchema.VArraySchema;
import io.hypertile.schema.StorageOptions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Collection documents of the interface. Collections from {@link #parse} keep Deker's rules 2 to 72
 * and 75 to 84 (deker-rules.md); a refusal names the member at fault. Safe for use by many threads.
 */
public final class SchemaJson {
  /** Collections are shown with their number of arrays, which is passed over when one comes in. */
  private static final String COUNT = "arrays";

  private static final List<String> MEMBERS =
      Stream.concat(Stream.of("name", "kind", "options", COUNT), SchemaBody.MEMBERS.stream())
          .toList();

  private SchemaJson() {}

  /**
   * Reads a collection document of the interface.
   *
   * @throws ServiceException {@code invalid-schema} or, for the collection's name, {@code
   *     invalid-name}, with a JSON {@code pointer} to the member at fault
   */
  public static Collection parse(JsonNode document) {
    JsonCursor at = JsonCursor.root(ErrorCode.INVALID_SCHEMA, document);
    at.requireObject("a collection document");
    at.refuseUnknown(MEMBERS);
    CollectionName name = name(at);
    ArraysKind kind = ArraysKind.require(at, "kind");
    CollectionSchema schema = SchemaBody.parse(at, kind, Completeness.DEFAULTS);
    at.find("dimensions").ifPresent(list -> TimeAxes.check(list, schema.dimensions()));
    Optional<StorageOptions> options =
        at.findGiven("options").map(given -> OptionsJson.parse(given, schema));
    return new Collection(name, schema, options);
  }

  /** The collection's name (deker-rules.md 2 to 7). */
  public static CollectionName name(JsonCursor at) {
    JsonCursor name = at.require("name", "text that is not blank");
    if (!name.node().isString()) {
      throw name.wrong("text that is not blank");
    }
    try {
      return new CollectionName(name.node().stringValue());
    } catch (ServiceException e) {
      throw e.with("pointer", name.pointer());
    }
  }

  /** Writes the document of a collection, every member of it; {@link #parse} reads arrays back. */
  public static ObjectNode toJson(Collection collection) {
    CollectionSchema schema = collection.schema();
    ObjectNode node = head(collection);
    node.set("fill_value", FillValueText.toJson(schema.fillValue()));
    ArrayNode dimensions = node.putArray("dimensions");
    schema.dimensions().forEach(dimension -> DimensionJson.add(dimensions, dimension));
    ArrayNode attributes = node.putArray("attributes");
    schema.attributes().forEach(attribute -> AttributeSchemaJson.add(attributes, attribute));
    if (schema instanceof VArraySchema virtual) {
      ArrayNode grid = node.putArray("vgrid");
      virtual.grid().counts().toList().forEach(grid::add);
      ArrayNode tile = node.putArray("arrays_shape");
      SchemaBody.fileShape(virtual).toList().forEach(tile::add);
    }
    if (collection.options().isPresent()) {
      OptionsJson.add(node.putObject("options"), collection.options().get(), schema);
    } else {
      node.putNull("options");
    }
    return node;
  }

  /**
   * Writes what a list says of a collection, whose length does not grow with its labels: name,
   * kind, dtype, shape, dimensions by name and size, and the names of the primary attributes in the
   * order in which addresses have their values. No document that {@link #parse} takes.
   */
  public static ObjectNode summary(Collection collection) {
    CollectionSchema schema = collection.schema();
    ObjectNode node = head(collection);
    schema.shape().toList().forEach(node.putArray("shape")::add);
    ArrayNode dimensions = node.putArray("dimensions");
    schema
        .dimensions()
        .forEach(each -> dimensions.addObject().put("name", each.name()).put("size", each.size()));
    ArrayNode key = node.putArray("primary_attributes");
    schema.primaryAttributes().forEach(attribute -> key.add(attribute.name()));
    return node;
  }

  private static ObjectNode head(Collection collection) {
    CollectionSchema schema = collection.schema();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", collection.name().text());
    node.put("kind", ArraysKind.of(schema).text());
    node.put("dtype", schema.dtype().numpyName());
    return node;
  }
}
