package io.hypertile.partition.engine;

import io.hypertile.partition.Partition;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.PinnedState;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.cells.NodeBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Groups of a view's partitions that are changed.
 *
 * @param state of the view
 * @param batch where new nodes wait
 */
record ViewGroups(PartitionParts parts, PinnedState state, NodeBatch batch) {
  /**
   * Puts arrays in place of those of the same names, and makes the groups above them; others of the
   * partitions stay.
   *
   * @param written arrays by partitions of the base, all of the batch
   */
  List<HeadChange> changes(Map<Partition, Map<String, NodeBatch.NewArray>> written) {
    batch.finish();
    GroupChanges groups = new GroupChanges(parts, batch);
    List<HeadChange> changes = new ArrayList<>();
    written.forEach((partition, arrays) -> changes.add(change(partition, arrays, groups)));
    changes.addAll(groups.above(state, written.keySet().stream().map(Partition::key).toList()));
    return changes;
  }

  private HeadChange change(
      Partition partition, Map<String, NodeBatch.NewArray> arrays, GroupChanges groups) {
    StorePrefix place = parts.places().partition(partition.key());
    List<KeyChange> changes = groups.arrays(state, place, arrays);
    changes.add(batch.document(place, GroupDocument.create(JsonNodeFactory.instance.objectNode())));
    return new HeadChange(
        PartitionPlaces.document(place),
        new PartitionReading(parts).version(state, partition.key()),
        changes);
  }
}
