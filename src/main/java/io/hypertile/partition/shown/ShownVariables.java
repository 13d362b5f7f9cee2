package io.hypertile.partition.shown;

import io.hypertile.array.CellArray;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.schema.DimensionSchema;
import io.hypertile.partition.schema.GroupSchema.Placed;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.view.ChunkSizes;
import io.hypertile.zarr.view.GrowingChunks;
import io.hypertile.zarr.view.Node;
import io.hypertile.zarr.view.ShownVariable;
import java.util.List;
import java.util.Optional;

/**
 * Variables of some partitions as nodes. Those of one partition are shown as they are stored, and
 * so are those that all have in common; those of several are decoded, as their chunks do not meet
 * at the ends of partitions.
 *
 * @param axis dimension that is cut
 * @param keys partitions, in the order in which they are taken
 * @param isOne whether the group is that of the only partition
 */
record ShownVariables(
    PartitionsState state, String axis, ChunkSizes sizes, List<PartitionKey> keys, boolean isOne) {
  ShownVariables {
    keys = List.copyOf(keys);
  }

  /** The node of a variable, to be closed; empty where cells of its type are not shown. */
  Optional<Node> node(Placed placed) {
    CellArray array = open(placed);
    Optional<Node> node = Optional.empty();
    try {
      node = node(placed, array);
      return node;
    } finally {
      if (node.isEmpty()) {
        array.close();
      }
    }
  }

  private CellArray open(Placed placed) {
    Optional<CellArray> stored =
        isOne ? state.stored(placed.path(), keys.getFirst()) : Optional.empty();
    return stored.orElseGet(() -> state.variable(placed.path(), keys));
  }

  private Optional<Node> node(Placed placed, CellArray array) {
    boolean isDeclared = !placed.variable().fill().isNull();
    ShownVariable shown =
        new ShownVariable(
            placed.variable().dimensions(),
            array.spec().dtype(),
            placed.variable().attributes(),
            isDeclared ? Optional.of(array.spec().fill()) : Optional.empty());
    Optional<ArrayDocument> own = array.document(ArrayDocument.class).flatMap(shown::stored);
    if (own.isPresent()) {
      return Optional.of(new Node.Stored(own.get(), array));
    }
    return shown
        .decoded(grid(placed, array), array.spec().fill())
        .map(form -> new Node.Cells(form, array));
  }

  private ChunkGrid grid(Placed placed, CellArray array) {
    Shape shape = array.spec().shape();
    int cellBytes = array.spec().dtype().size();
    int cut = placed.variable().dimensions().indexOf(axis);
    return cut < 0
        ? GrowingChunks.ofFixed(shape, cellBytes, sizes)
        : GrowingChunks.of(shape, cut, usualChunks(placed, shape, cut), cellBytes, sizes);
  }

  /** The chunks that the schema asks for; empty where it asks for none. */
  private static Optional<Shape> usualChunks(Placed placed, Shape shape, int cut) {
    List<DimensionSchema> dimensions = placed.dimensions();
    if (dimensions.stream().allMatch(each -> each.chunks().isEmpty())) {
      return Optional.empty();
    }
    long[] lengths = new long[shape.rank()];
    for (int i = 0; i < lengths.length; i++) {
      long whole = i == cut ? 1 : Math.max(1, shape.length(i));
      long asked = dimensions.get(i).chunks().orElse(whole);
      lengths[i] = i == cut ? asked : Math.min(asked, whole);
    }
    return Optional.of(Shape.of(lengths));
  }
}
