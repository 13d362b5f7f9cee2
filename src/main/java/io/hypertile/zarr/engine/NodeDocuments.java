package io.hypertile.zarr.engine;

import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.Dimension;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.ArraySpecification;
import io.hypertile.zarr.CellForms;
import io.hypertile.zarr.ChunkKeys;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.ZarrFill;
import io.hypertile.zarr.ZarrType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/** Documents of the arrays of a collection. */
final class NodeDocuments {
  /** Cells that are encoded in one piece. */
  private static final long LARGEST_OBJECT = 512L << 20;

  private static final int LONGEST_NODE = 200;

  private NodeDocuments() {}

  /** The document of a new array. */
  static ArrayDocument create(Collection collection, ArrayHeader header) {
    return ArrayDocument.create(
        specification(collection),
        names(collection.arrays()),
        HeaderAttributes.with(JsonNodeFactory.instance.objectNode(), header));
  }

  private static ArraySpecification specification(Collection collection) {
    ArraysSchema schema = collection.arrays();
    ChunkShapes chunks = ChunkShapes.of(collection);
    return new ArraySpecification(
        new ChunkGrid(schema.shape(), chunks.object()),
        type(schema.dtype()),
        Optional.of(new ZarrFill.Cell(schema.fillValue().bytes())),
        ChunkKeys.USUAL,
        StoredCodecs.of(collection, chunks));
  }

  private static List<Optional<String>> names(ArraysSchema schema) {
    return schema.dimensions().stream().map(Dimension::name).map(Optional::of).toList();
  }

  private static ZarrType type(DType dtype) {
    return CellForms.find(dtype).orElseThrow(() -> noType(dtype));
  }

  private static ServiceException noType(DType dtype) {
    return new ServiceException(
        ErrorCode.INVALID_SCHEMA,
        "Zarr has no type for cells of %s; choose %s, or keep the collection in HDF5."
            .formatted(dtype.numpyName(), dtype == DType.LONGDOUBLE ? "float64" : "complex128"),
        Map.of("pointer", "/dtype", "dtype", dtype.numpyName()),
        null);
  }

  /**
   * Refuses a collection whose arrays could not be kept.
   *
   * @param place of the collection
   * @throws ServiceException {@code invalid-schema} with a JSON {@code pointer} to the member at
   *     fault; {@code invalid-name} if its keys were longer than those of stores
   */
  static void requireStorable(Collection collection, StorePrefix place) {
    HeaderAttributes.requireFree(collection.arrays());
    ArraySpecification specification = specification(collection);
    Shape object = specification.grid().chunkShape();
    if (object.cells() > LARGEST_OBJECT / collection.arrays().dtype().size()) {
      throw new ServiceException(
          ErrorCode.INVALID_SCHEMA,
          "A chunk in Zarr has at most %d MiB of cells; choose smaller chunks."
              .formatted(LARGEST_OBJECT >> 20),
          Map.of("pointer", "/options/chunks", "limit", LARGEST_OBJECT),
          null);
    }
    long[] last = specification.grid().counts().toArray();
    place.child("x".repeat(LONGEST_NODE)).key(specification.keys().key(last));
  }

  /** Refuses a document that another program changed to what the schema does not say. */
  static void requireOf(Collection collection, StorePrefix place, ArrayDocument document) {
    ArraysSchema schema = collection.arrays();
    ArraySpecification found = document.specification();
    if (!found.grid().shape().equals(schema.shape())) {
      throw contradiction(place, "shape", found.grid().shape(), schema.shape());
    }
    if (!found.type().equals(type(schema.dtype()))) {
      throw contradiction(place, "data_type", found.type(), schema.dtype().numpyName());
    }
    byte[] fill = schema.fillValue().bytes();
    if (!found.fill().equals(Optional.of(new ZarrFill.Cell(fill)))) {
      throw contradiction(place, "fill_value", "another one", "that of the collection");
    }
  }

  private static CorruptDataException contradiction(
      StorePrefix place, String member, Object found, Object wanted) {
    return new CorruptDataException(
        place.key(NodeDocument.NAME).text(),
        member,
        -1,
        "it is %s, and the collection's arrays have %s".formatted(found, wanted),
        null);
  }
}
