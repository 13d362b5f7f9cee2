package io.hypertile.store.named;

import io.hypertile.journal.Journal;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.layer.KeptStore;
import io.hypertile.store.layer.MeteredStore;
import java.util.Optional;

/**
 * A store that was opened.
 *
 * @param store the layers around it, closed with it
 * @param revisions states of its objects
 * @param meter counts its calls
 * @param journal through which its files are changed, closed after the store; empty if no log is
 *     needed
 * @param kept the layer that keeps what was read; empty if nothing is kept
 */
record OpenedStore(
    Store store,
    Revisions revisions,
    MeteredStore meter,
    Optional<Journal> journal,
    Optional<KeptStore> kept) {
  /** A store without a log, of which nothing is kept. */
  static OpenedStore of(Store store, Revisions revisions, MeteredStore meter) {
    return new OpenedStore(store, revisions, meter, Optional.empty(), Optional.empty());
  }

  void close() {
    try {
      store.close();
    } finally {
      journal.ifPresent(Journal::close);
    }
  }
}
