package io.hypertile.zarr.engine;

import io.hypertile.dataset.DatasetsState;
import io.hypertile.partition.PartitionsState;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.schema.PartitionedSchema;
import io.hypertile.schema.ViewSchema;

/** Counts what collections hold, also those that are not shown. */
record StoredCount(Parts parts, OpenDatasets datasets, PlacedPartitions partitions) {
  /** Number of the arrays, datasets or partitions of a collection; 0 for a view. */
  long of(Collection collection) {
    return switch (collection.schema()) {
      case ArraysSchema ignored ->
          StoredKeys.children(parts.store(), parts.layout().collection(collection.name())).size();
      case DatasetsSchema ignored -> {
        try (DatasetsState state = datasets.of(collection).open()) {
          yield state.count();
        }
      }
      case PartitionedSchema ignored -> {
        try (PartitionsState state = partitions.of(collection).open()) {
          yield state.keys(key -> true).size();
        }
      }
      case ViewSchema ignored -> 0;
    };
  }
}
