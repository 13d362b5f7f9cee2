package io.hypertile.store.commit;

import io.hypertile.store.StagedObject;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Bytes that are put under a name of their own and belong to no state yet. For one thread. */
final class StagedBytes implements StagedObject {
  private final Store store;
  private final Entry.Put entry;
  private final CompletableFuture<Void> put;
  private boolean isTaken;

  /**
   * Bytes on their way.
   *
   * @param put ends when they are in the store, or fails
   */
  StagedBytes(Store store, Entry.Put entry, CompletableFuture<Void> put) {
    this.store = store;
    this.entry = entry;
    this.put = put;
  }

  /** Bytes that go with the commit. */
  static StagedBytes inCommit(Store store, byte[] bytes) {
    Entry.Put entry = new Entry.Put(WriteId.next(), bytes.length, Optional.of(bytes));
    return new StagedBytes(store, entry, CompletableFuture.completedFuture(null));
  }

  @Override
  public long size() {
    return entry.size();
  }

  /**
   * Waits until the bytes are in the store.
   *
   * @throws StoreException if they are not known to be there
   */
  Entry.Put await() {
    try {
      put.join();
      return entry;
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Leaves the bytes to a state, or to one that may come about. */
  void take() {
    isTaken = true;
  }

  @Override
  public void close() {
    if (isTaken || entry.own().isPresent()) {
      return;
    }
    isTaken = true;
    try {
      await();
      store.delete(List.of(Names.object(entry.id())));
    } catch (StoreException e) {
      System.getLogger(StagedBytes.class.getName())
          .log(System.Logger.Level.DEBUG, "an object of no state stays until it is swept", e);
    }
  }
}
