package io.hypertile.dataset.store;

import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;

/**
 * A segment of a state.
 *
 * @param number by which places name it while the server runs
 * @param id name, never used again
 * @param bytes of the whole object
 * @param files number of its files
 */
record Segment(int number, String id, long bytes, long files) {
  /** Its object. */
  StoreKey key(StorePrefix place) {
    return place.key("segments/" + id + ".zip");
  }
}
