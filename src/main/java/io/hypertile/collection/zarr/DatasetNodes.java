package io.hypertile.collection.zarr;

import io.hypertile.array.CellArray;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.json.TypedAttributesJson;
import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.view.ChunkSizes;
import io.hypertile.zarr.view.GrowingChunks;
import io.hypertile.zarr.view.Node;
import io.hypertile.zarr.view.ShownVariable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Arrays of datasets as nodes: those of format 3 with the usual keys of chunks as they are stored,
 * others decoded. Texts of other formats are left out. Immutable.
 *
 * @param sizes of decoded chunks
 */
record DatasetNodes(ChunkSizes sizes) {
  /** The group of a dataset, with the documents of its arrays. */
  GroupDocument group(DatasetsState state, Dataset dataset) {
    Map<String, NodeDocument> members = new LinkedHashMap<>();
    List<String> leftOut = new ArrayList<>();
    for (DatasetArray each : dataset.arrays()) {
      String name = each.definition().name().text();
      try {
        Optional<Node> node = array(state, dataset, each);
        node.ifPresentOrElse(found -> members.put(name, document(found)), () -> leftOut.add(name));
      } catch (ServiceException e) {
        if (e.code().category() == ErrorCategory.EXTERNAL) {
          throw e;
        }
      }
    }
    ObjectNode attributes = TypedAttributesJson.writePlain(dataset.attributes());
    if (!leftOut.isEmpty()) {
      attributes.put(
          "hypertile_left_out",
          "The cells of %s are not shown as Zarr; read them at the subsets of the arrays."
              .formatted(String.join(", ", leftOut)));
    }
    return GroupDocument.create(attributes).withConsolidated(members);
  }

  private static NodeDocument document(Node found) {
    try (found) {
      return switch (found) {
        case Node.Stored stored -> stored.document();
        case Node.Cells cells -> cells.form().document();
        case Node.Values values -> values.form().document();
        case Node.Group group -> group.document().get();
      };
    }
  }

  /** An array, to be closed; empty where its cells are not shown. */
  Optional<Node> array(DatasetsState state, Dataset dataset, DatasetArray found) {
    ArrayDefinition definition = found.definition();
    CellArray array = state.array(dataset.name(), definition.name());
    Optional<Node> node = Optional.empty();
    try {
      node = node(array, definition);
      return node;
    } finally {
      if (node.isEmpty()) {
        array.close();
      }
    }
  }

  private Optional<Node> node(CellArray array, ArrayDefinition definition) {
    Optional<ArrayDocument> own = ShownDataset.array(array, definition);
    if (own.isPresent()) {
      return Optional.of(new Node.Stored(own.get(), array));
    }
    return new ShownVariable(
            definition.dimensions(),
            definition.dtype(),
            TypedAttributesJson.writePlain(definition.attributes()),
            definition.fill())
        .decoded(grid(array, definition), array.spec().fill())
        .map(form -> new Node.Cells(form, array));
  }

  /** Whole stored chunks, several together where they are small; rows may be added at the end. */
  private ChunkGrid grid(CellArray array, ArrayDefinition definition) {
    Shape shape = array.spec().shape();
    int cellBytes = array.spec().dtype().size();
    return shape.rank() == 0
        ? GrowingChunks.ofFixed(shape, cellBytes, sizes)
        : GrowingChunks.of(shape, 0, Optional.of(definition.chunkShape()), cellBytes, sizes);
  }
}
