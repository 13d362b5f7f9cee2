package io.hypertile.collection.zarr;

import io.hypertile.collection.CollectionService;
import io.hypertile.collection.PartitionService;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.shown.ShownPartitions;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.PartitionedSchema;
import io.hypertile.schema.ViewSchema;
import io.hypertile.zarr.view.ChunkSizes;
import io.hypertile.zarr.view.Node;
import io.hypertile.zarr.view.NodePath;
import io.hypertile.zarr.view.NodeTree;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Partitioned collections, and views with the variables of both, as groups: each partition by its
 * path, all of them as one dataset. Thread-safe.
 */
public final class PartitionTree implements NodeTree {
  private final CollectionService collections;
  private final PartitionService partitions;
  private final ChunkSizes sizes;

  /** The partitioned collections of a server, with chunks of these sizes. */
  public PartitionTree(
      CollectionService collections, PartitionService partitions, ChunkSizes sizes) {
    this.collections = collections;
    this.partitions = partitions;
    this.sizes = sizes;
  }

  /** None beside those that the tree of all collections lists. */
  @Override
  public List<String> collections() {
    return List.of();
  }

  @Override
  public boolean has(String collection) {
    return CollectionName.isValid(collection)
        && collections
            .find(new CollectionName(collection))
            .filter(found ->
                found.schema() instanceof PartitionedSchema || found.schema() instanceof ViewSchema)
            .isPresent();
  }

  @Override
  public Optional<Node> find(NodePath path) {
    return shown(path, shown -> shown.find(names(path)));
  }

  @Override
  public Children children(NodePath path, int limit) {
    return shown(path, shown -> shown.children(names(path), limit));
  }

  private <T> T shown(NodePath path, Function<ShownPartitions, T> use) {
    PartitionService.Found found = partitions.require(new CollectionName(path.name(0)));
    try (PartitionsState state = found.partitions().open()) {
      return use.apply(new ShownPartitions(state, found.form(), sizes));
    }
  }

  private static List<String> names(NodePath path) {
    return IntStream.range(1, path.depth()).mapToObj(path::name).toList();
  }
}
