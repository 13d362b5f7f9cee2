package io.hypertile.collection.web;

import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.Collection;
import io.hypertile.schema.json.AttributesJson;
import io.hypertile.schema.json.KeyRule;
import io.hypertile.schema.json.TimeAxes;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Documents of arrays to be made, checked against the schema, the storage and the time axes. */
@Component
final class NewArrays {
  private final KeyRule keys;

  NewArrays(KeyRule keys) {
    this.keys = keys;
  }

  /**
   * Reads a document.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-attributes} or {@code invalid-name}
   *     with a JSON {@code pointer} to the member at fault
   */
  ArrayHeader parse(Collection collection, JsonNode document) {
    ArrayHeader header = AttributesJson.parseNew(collection.arrays(), document, keys);
    TimeAxes.requireTold(collection.arrays(), header);
    return header;
  }
}
