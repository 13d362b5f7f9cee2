package io.hypertile.collection.web;

import io.hypertile.engine.StoredArray;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.json.AttributesJson;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Arrays as clients see them. */
final class ArrayDocuments {
  private ArrayDocuments() {}

  /**
   * An array with the address of its group in the Zarr hierarchy.
   *
   * @param zarr address of its collection in that
   */
  static JsonNode of(String zarr, Collection collection, StoredArray array) {
    ObjectNode document = head(collection, array.header().id());
    addHeader(document, collection, array.header());
    document.put("version", array.version().text());
    document.put("zarr", zarr + "/" + segment(collection, array.header()));
    return document;
  }

  /** The segment of an array in addresses: its key, or its id where it has none. */
  private static String segment(Collection collection, ArrayHeader header) {
    return collection.arrays().primaryAttributes().isEmpty()
        ? header.id().text()
        : "~" + AttributesJson.keyText(collection.arrays(), header.primary());
  }

  /**
   * An array that cannot be read.
   *
   * @param header its attributes, where they can
   */
  static ObjectNode unreadable(Collection collection, ArrayId id, Optional<ArrayHeader> header) {
    ObjectNode document = head(collection, id);
    header.ifPresent(found -> addHeader(document, collection, found));
    return document;
  }

  private static ObjectNode head(Collection collection, ArrayId id) {
    ObjectNode document = JsonAnswers.object();
    document.put("id", id.text());
    document.put("collection", collection.name().text());
    return document;
  }

  private static void addHeader(ObjectNode document, Collection collection, ArrayHeader header) {
    JsonNode attributes = AttributesJson.toJson(header);
    document.set("primary_attributes", attributes.get("primary_attributes"));
    document.set("custom_attributes", attributes.get("custom_attributes"));
    collection.arrays().shape().toList().forEach(document.putArray("shape")::add);
    document.put("dtype", collection.arrays().dtype().numpyName());
  }
}
