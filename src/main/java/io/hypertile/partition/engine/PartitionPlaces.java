package io.hypertile.partition.engine;

import io.hypertile.partition.PartitionKey;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.NodeDocument;

/**
 * Layout of a collection in its store: that of zcollection.
 *
 * @param root the collection's own place
 */
record PartitionPlaces(StorePrefix root) {
  /** Document that zcollection finds a collection by. */
  static final String FORM = "_zcollection.json";

  StoreKey catalog() {
    return root.key("_catalog/state.json");
  }

  StorePrefix partition(PartitionKey key) {
    return root.child(key.path());
  }

  /** Variables that are the same for all partitions. */
  StorePrefix immutable() {
    return root.child("_immutable");
  }

  /** The document of a group or an array, whose version stands for all below it. */
  static StoreKey document(StorePrefix place) {
    return place.key(NodeDocument.NAME);
  }
}
