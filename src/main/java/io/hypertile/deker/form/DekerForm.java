package io.hypertile.deker.form;

import io.hypertile.error.ErrorCode;
import io.hypertile.json.JsonCursor;
import io.hypertile.schema.Collection;
import io.hypertile.schema.json.CollectionForm;
import io.hypertile.schema.json.TimeAxes;
import tools.jackson.databind.JsonNode;

/** Collection documents as Deker keeps them, taken and given by the interface. */
public final class DekerForm implements CollectionForm {
  @Override
  public String name() {
    return "deker";
  }

  /** Whether it has {@code schema} or {@code metadata_version}, which the interface's has not. */
  @Override
  public boolean isOf(JsonNode document) {
    // Documents of the interface say a kind, and some kinds have a member schema as well.
    return document.has("metadata_version") || document.has("schema") && !document.has("kind");
  }

  @Override
  public Collection parse(JsonNode document) {
    Collection collection = DekerSchemaJson.parse(document);
    JsonCursor.root(ErrorCode.INVALID_SCHEMA, document)
        .find("schema")
        .flatMap(schema -> schema.find("dimensions"))
        .ifPresent(list -> TimeAxes.check(list, collection.arrays().dimensions()));
    return collection;
  }

  @Override
  public String write(Collection collection) {
    return DekerSchemaJson.write(collection);
  }
}
