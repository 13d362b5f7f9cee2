package io.hypertile.partition.index;

import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import java.util.List;

/**
 * The partitions of a state, each with its version.
 *
 * @param all in the order of their paths
 */
record PartitionVersions(List<Found> all) {
  /** A partition that there is. */
  record Found(PartitionKey key, String version) {}

  static PartitionVersions of(PartitionsState state) {
    return new PartitionVersions(
        state.keys(key -> true).stream()
            .flatMap(key -> state.findVersion(key).map(at -> new Found(key, at.text())).stream())
            .toList());
  }

  List<PartitionKey> keys() {
    return all.stream().map(Found::key).toList();
  }

  /** Partitions that a file does not know as they are. */
  List<PartitionKey> changed(IndexFile file) {
    return all.stream()
        .filter(each -> !file.isTrue(each.key(), each.version()))
        .map(Found::key)
        .toList();
  }
}
