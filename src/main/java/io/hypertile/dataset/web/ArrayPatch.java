package io.hypertile.dataset.web;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.TypedValue;
import io.hypertile.dataset.json.DefinitionJson;
import io.hypertile.dataset.json.TypedAttributesJson;
import io.hypertile.error.ErrorCode;
import io.hypertile.json.JsonCursor;
import io.hypertile.ndarray.Shape;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A change of an array that is no change of its cells: one thing, so that it is made whole. */
sealed interface ArrayPatch {
  /** Attributes by name; empty to remove. */
  record Attributes(Map<String, Optional<TypedValue>> changes) implements ArrayPatch {}

  /** A shape that is longer along some axes. */
  record Longer(Shape shape) implements ArrayPatch {}

  /**
   * Reads a document {@code {"attributes": {…}}} or {@code {"shape": […]}}.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-attributes} or {@code
   *     shape-mismatch}, with a {@code pointer}
   */
  static ArrayPatch parse(JsonNode document, ArrayDefinition definition) {
    Map<String, Optional<TypedValue>> changes = TypedAttributesJson.parsePatch(document, "shape");
    JsonCursor at = JsonCursor.root(ErrorCode.SHAPE_MISMATCH, document);
    Optional<JsonCursor> shape = at.findGiven("shape");
    if (shape.isEmpty()) {
      return new Attributes(changes);
    }
    if (!changes.isEmpty()) {
      throw shape
          .get()
          .fault("Attributes and shape are changed by a request each; send one of them.");
    }
    Shape longer = DefinitionJson.shape(shape.get(), definition);
    for (int axis = 0; axis < longer.rank(); axis++) {
      if (longer.length(axis) < definition.shape().length(axis)) {
        throw shape
            .get()
            .item(axis)
            .fault(
                "The axis %s would become shorter, from %d to %d; axes only grow."
                    .formatted(
                        definition.dimensions().get(axis),
                        definition.shape().length(axis),
                        longer.length(axis)),
                Map.of(
                    "dimension",
                    definition.dimensions().get(axis),
                    "length",
                    definition.shape().length(axis)));
      }
    }
    return new Longer(longer);
  }
}
