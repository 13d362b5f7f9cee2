package io.hypertile.collection;

import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.json.AttributesJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Attributes of arrays that were given, by name, in the interface's form. */
public final class GivenAttributes {
  private GivenAttributes() {}

  /** Those of an array, primary ones first. */
  public static ObjectNode of(ArrayHeader header) {
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
