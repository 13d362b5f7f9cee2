package io.hypertile.zarr.engine;

import io.hypertile.dataset.store.SegmentedRevisions;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.cells.ZarrArrays;
import io.hypertile.zarr.check.ZarrIntegrity;

/**
 * The hierarchy in the segments of a collection.
 *
 * @param place of the collection in its store
 * @param states of the hierarchy
 * @param arrays of it
 */
record SegmentHierarchy(StorePrefix place, SegmentedRevisions states, ZarrArrays arrays) {
  /** Checks of its nodes. */
  ZarrIntegrity integrity() {
    return new ZarrIntegrity(states.store(), arrays, arrays.memory());
  }
}
