package io.hypertile.dataset.store;

import io.hypertile.store.Capabilities;
import io.hypertile.store.CheckResult;
import io.hypertile.store.Condition;
import io.hypertile.store.DeleteResult;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.PutResult;
import io.hypertile.store.ReadResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * The objects of a hierarchy in segments as they are now. They change by commits only. Thread-safe.
 */
final class PresentHierarchy implements Store {
  private final Store store;
  private final Supplier<Snapshot> present;

  /**
   * The present objects.
   *
   * @param store beneath
   * @param present gives the present state, held for the taker
   */
  PresentHierarchy(Store store, Supplier<Snapshot> present) {
    this.store = store;
    this.present = present;
  }

  private <T> T now(Function<StateObjects, T> reading) {
    Snapshot snapshot = present.get();
    try {
      return reading.apply(new StateObjects(snapshot));
    } finally {
      snapshot.release();
    }
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    return now(objects -> objects.find(key));
  }

  @Override
  public Optional<LoadedObject> load(StoreKey key, long limit) {
    return now(objects -> objects.load(key, limit));
  }

  @Override
  public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    return now(objects -> objects.read(key, pieces, at));
  }

  @Override
  public ReadResult readAll(
      StoreKey key, LongFunction<MemorySegment> room, Optional<ObjectVersion> at) {
    return now(objects -> objects.readAll(key, room, at));
  }

  @Override
  public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
    throw byCommitsOnly();
  }

  @Override
  public DeleteResult delete(Collection<StoreKey> keys) {
    throw byCommitsOnly();
  }

  private StoreException byCommitsOnly() {
    return new StoreException(
        name(), "Objects of datasets change by commits only.", StoreException.Retry.NEVER, null);
  }

  @Override
  public KeyPage list(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
    return now(objects -> new StateListing(objects, prefix).page(after, limit, depth));
  }

  @Override
  public Capabilities capabilities() {
    Capabilities beneath = store.capabilities();
    return new Capabilities(
        beneath.writes(),
        beneath.createsAtomically(),
        beneath.replacesAtomically(),
        true,
        beneath.largestPut());
  }

  @Override
  public CheckResult check() {
    return store.check();
  }

  @Override
  public void close() {
    store.close();
  }
}
