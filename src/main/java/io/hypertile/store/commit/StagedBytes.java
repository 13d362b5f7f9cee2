package io.hypertile.store.commit;

import io.hypertile.store.StagedObject;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import java.util.List;

/** Bytes that were put under a name of their own and belong to no state yet. For one thread. */
final class StagedBytes implements StagedObject {
  private final Store store;
  private final Entry.Put entry;
  private boolean isTaken;

  StagedBytes(Store store, Entry.Put entry) {
    this.store = store;
    this.entry = entry;
  }

  @Override
  public long size() {
    return entry.size();
  }

  Entry.Put entry() {
    return entry;
  }

  /** Leaves the bytes to a state, or to one that may come about. */
  void take() {
    isTaken = true;
  }

  @Override
  public void close() {
    if (isTaken) {
      return;
    }
    isTaken = true;
    try {
      store.delete(List.of(Names.object(entry.id())));
    } catch (StoreException e) {
      System.getLogger(StagedBytes.class.getName())
          .log(System.Logger.Level.DEBUG, "an object of no state stays until it is swept", e);
    }
  }
}
