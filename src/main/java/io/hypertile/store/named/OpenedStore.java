package io.hypertile.store.named;

import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.layer.MeteredStore;

/**
 * A store that was opened.
 *
 * @param store the layers around it, closed with it
 * @param revisions states of its objects
 * @param meter counts its calls
 * @param support closed after the store
 */
record OpenedStore(Store store, Revisions revisions, MeteredStore meter, Runnable support) {
  void close() {
    try {
      store.close();
    } finally {
      support.run();
    }
  }
}
