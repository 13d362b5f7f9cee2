package io.hypertile.schema.json;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.Collection;
import io.hypertile.schema.Placement;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Forms of collection documents that the interface takes and gives: its own ({@link SchemaJson}),
 * and others, known by their members. Immutable.
 *
 * @param others in the order in which they are tried; a document of none is one of the interface
 * @param hasFiles whether the server keeps collections as files of HDF5
 */
public record CollectionForms(List<CollectionForm> others, boolean hasFiles) {
  /** Forms of a server that keeps collections as files of HDF5 where they ask for nothing else. */
  public CollectionForms(List<CollectionForm> others) {
    this(others, true);
  }

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
    if (!hasFiles && document.path("storage").asString("").equals(Placement.Form.HDF5.text())) {
      throw new ServiceException(
          ErrorCode.INVALID_SCHEMA,
          "The server keeps all collections in a store, as Zarr; leave out storage.",
          Map.of("pointer", "/storage"),
          null);
    }
    return others.stream()
        .filter(form -> form.isOf(document))
        .findFirst()
        .map(form -> form.parse(document))
        .orElseGet(() -> SchemaJson.parse(document));
  }
}
