package io.hypertile.schema.json;

import io.hypertile.schema.Collection;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Forms of collection documents that the interface takes and gives: its own ({@link SchemaJson}),
 * and others, known by their members. Immutable.
 *
 * @param others in the order in which they are tried; a document of none is one of the interface
 */
public record CollectionForms(List<CollectionForm> others) {
  /** Copies the list. */
  public CollectionForms {
    others = List.copyOf(others);
  }

  /**
   * Reads the document of a collection to be made, in any of the forms.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-schema} or {@code invalid-name} with
   *     a JSON {@code pointer} to the member at fault
   */
  public Collection parse(JsonNode document) {
    return others.stream()
        .filter(form -> form.isOf(document))
        .findFirst()
        .map(form -> form.parse(document))
        .orElseGet(() -> SchemaJson.parse(document));
  }
}
