package io.hypertile.dataset.engine;

import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.zarr.GroupDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Documents of datasets, which note their arrays in the order of definition. */
final class GroupForm {
  private static final String ARRAYS = "arrays";
  private static final String KIND = "kind";

  private GroupForm() {}

  /** The document of a new dataset. */
  static GroupDocument create(TypedAttributes attributes, List<ArrayName> arrays) {
    return GroupDocument.create(AttributesForm.write(attributes, notes(arrays)));
  }

  private static ObjectNode notes(List<ArrayName> arrays) {
    ObjectNode notes = JsonNodeFactory.instance.objectNode();
    ArrayNode names = notes.putArray(ARRAYS);
    arrays.forEach(name -> names.add(name.text()));
    return notes;
  }

  /** Names of the arrays in the order of definition; empty where the server made none of them. */
  static Optional<List<String>> arrays(GroupDocument document) {
    JsonNode listed = AttributesForm.notes(document.attributes()).path(ARRAYS);
    if (!listed.isArray()) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    listed.forEach(name -> names.add(name.asString("")));
    return Optional.of(names);
  }

  /** Whether the group is that of a collection. */
  static boolean isCollection(GroupDocument document) {
    return AttributesForm.notes(document.attributes()).has(KIND);
  }

  /** The document with other attributes, which keeps what the server notes. */
  static GroupDocument with(GroupDocument document, TypedAttributes attributes) {
    ObjectNode notes = AttributesForm.notes(document.attributes());
    return document.withAttributes(AttributesForm.write(attributes, notes));
  }

  /** The document with other arrays. */
  static GroupDocument with(GroupDocument document, List<ArrayName> arrays) {
    ObjectNode attributes = document.attributes();
    ObjectNode notes = AttributesForm.notes(attributes).deepCopy();
    notes.setAll(notes(arrays));
    attributes.remove(AttributesForm.OWN);
    attributes.set(AttributesForm.OWN, notes);
    return document.withAttributes(attributes);
  }

  /** The document of a group that is no dataset any more. */
  static GroupDocument without(GroupDocument document) {
    ObjectNode attributes = document.attributes();
    ObjectNode notes = AttributesForm.notes(attributes).deepCopy();
    notes.remove(ARRAYS);
    ObjectNode left = JsonNodeFactory.instance.objectNode();
    if (!notes.isEmpty()) {
      left.set(AttributesForm.OWN, notes);
    }
    return document.withAttributes(left);
  }
}
