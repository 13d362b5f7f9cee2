package io.hypertile.collection.zarr;

import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.json.AttributesJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Attributes of arrays as those of groups: in the interface's form, those that were given. */
final class GroupAttributes {
  private GroupAttributes() {}

  static ObjectNode of(ArrayHeader header) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    ObjectNode document = AttributesJson.toJson(header);
    for (String map : AttributesJson.MAPS) {
      document
          .get(map)
          .properties()
          .forEach(entry -> {
            JsonNode value = entry.getValue();
            if (!value.isNull()) {
              all.set(entry.getKey(), value);
            }
          });
    }
    return all;
  }
}
