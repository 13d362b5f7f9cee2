package io.hypertile.schema.json;

import io.hypertile.schema.Collection;
import tools.jackson.databind.JsonNode;

/** Another form of collection documents than the interface's own. Safe for use by many threads. */
public interface CollectionForm {
  /** Its name among the formats that clients may ask for. */
  String name();

  /** Whether a document has this form, told by its members; it may still be wrong. */
  boolean isOf(JsonNode document);

  /**
   * Reads the document of a collection to be made.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-schema} or {@code invalid-name} with
   *     a JSON {@code pointer} to the member at fault
   */
  Collection parse(JsonNode document);

  /** Writes the document of a collection. */
  String write(Collection collection);
}
