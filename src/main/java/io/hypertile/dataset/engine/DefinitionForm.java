package io.hypertile.dataset.engine;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.FillValue;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.ArraySpecification;
import io.hypertile.zarr.CellForms;
import io.hypertile.zarr.ChunkKeys;
import io.hypertile.zarr.ZarrFill;
import io.hypertile.zarr.cells.ZarrArrays;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Definitions of arrays as documents of Zarr. A document has a fill value always: whether it was
 * declared is noted where the value alone would mislead.
 *
 * @param schema of the collection
 */
record DefinitionForm(DatasetsSchema schema) {
  private static final String FILL = "fill";
  private static final String DECLARED = "declared";
  private static final String NOT_DECLARED = "none";

  /** The document of a new array. */
  ArrayDocument write(ArrayDefinition definition) {
    CellType type = definition.dtype();
    FillValue fill = definition.fill().orElseGet(() -> CellForms.unwritten(type));
    ArraySpecification specification =
        new ArraySpecification(
            new ChunkGrid(definition.shape(), definition.chunkShape()),
            CellForms.zarr(type),
            Optional.of(zarr(fill)),
            ChunkKeys.USUAL,
            DefinedCodecs.of(definition, schema.compression()));
    return ArrayDocument.create(
        specification,
        definition.dimensions().stream().map(Optional::of).toList(),
        AttributesForm.write(definition.attributes(), notes(definition)));
  }

  private static ObjectNode notes(ArrayDefinition definition) {
    ObjectNode notes = JsonNodeFactory.instance.objectNode();
    boolean isTelling =
        definition.fill().isPresent() == isTelling(definition.fill(), definition.dtype());
    if (!isTelling) {
      notes.put(FILL, definition.fill().isPresent() ? DECLARED : NOT_DECLARED);
    }
    return notes;
  }

  /** Whether a fill value shows that somebody has chosen it: it is not zero and not empty. */
  private static boolean isTelling(Optional<FillValue> declared, CellType type) {
    byte[] bytes = declared.orElseGet(() -> CellForms.unwritten(type)).bytes();
    for (byte each : bytes) {
      if (each != 0) {
        return true;
      }
    }
    return false;
  }

  private static ZarrFill zarr(FillValue fill) {
    return switch (fill.dtype()) {
      case CellType.Text text ->
          new ZarrFill.Text(new String(fill.bytes(), StandardCharsets.UTF_8));
      case CellType.AnyBytes bytes -> new ZarrFill.AnyBytes(fill.bytes());
      default -> new ZarrFill.Cell(fill.bytes());
    };
  }

  /**
   * The definition that a document gives.
   *
   * @param key of the document, for messages
   * @throws io.hypertile.error.ServiceException {@code corrupt-data}, {@code unsupported-storage}
   *     if its cells are not read
   */
  static ArrayDefinition read(String key, ArrayName name, ArrayDocument document) {
    ArraySpec spec = ZarrArrays.spec(key, document);
    ObjectNode attributes = document.attributes();
    return new ArrayDefinition(
        name,
        spec.dtype(),
        spec.axes().stream().map(Axis::name).toList(),
        spec.shape(),
        document.grid().chunkShape(),
        declared(document, spec),
        Optional.of(document.specification().codecs()),
        AttributesForm.read(attributes));
  }

  /** The fill value that a document declares. */
  static Optional<FillValue> declared(ArrayDocument document, ArraySpec spec) {
    return isDeclared(document.attributes(), spec) ? Optional.of(spec.fill()) : Optional.empty();
  }

  private static boolean isDeclared(ObjectNode attributes, ArraySpec spec) {
    String noted = AttributesForm.notes(attributes).path(FILL).asString("");
    return switch (noted) {
      case DECLARED -> true;
      case NOT_DECLARED -> false;
      default -> attributes.has("_FillValue") || isTelling(Optional.of(spec.fill()), spec.dtype());
    };
  }

  /** A document with other attributes, which keeps what the server notes. */
  static ArrayDocument with(ArrayDocument document, TypedAttributes attributes) {
    ObjectNode notes = AttributesForm.notes(document.attributes());
    return document.withAttributes(AttributesForm.write(attributes, notes));
  }
}
