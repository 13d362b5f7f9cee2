package io.hypertile.collection.web;

import io.hypertile.engine.StoredArray;
import io.hypertile.schema.AttributesJson;
import io.hypertile.schema.Collection;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Arrays as clients see them. */
final class ArrayDocuments {
  private ArrayDocuments() {}

  static JsonNode of(Collection collection, StoredArray array) {
    ObjectNode document = JsonAnswers.object();
    JsonNode header = AttributesJson.toJson(array.header());
    document.put("id", array.header().id().text());
    document.put("collection", collection.name().text());
    document.set("primary_attributes", header.get("primary_attributes"));
    document.set("custom_attributes", header.get("custom_attributes"));
    collection.schema().shape().toList().forEach(document.putArray("shape")::add);
    document.put("dtype", collection.schema().dtype().numpyName());
    document.put("version", array.version().text());
    return document;
  }
}
