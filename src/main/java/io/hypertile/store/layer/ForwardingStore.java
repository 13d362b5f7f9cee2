package io.hypertile.store.layer;

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
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** Passes every call on to another store, which is closed with this one. */
abstract class ForwardingStore implements Store {
  /** The store behind. */
  protected final Store inner;

  ForwardingStore(Store inner) {
    this.inner = inner;
  }

  @Override
  public final String name() {
    return inner.name();
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    return inner.find(key);
  }

  @Override
  public Optional<LoadedObject> load(StoreKey key, long limit) {
    return inner.load(key, limit);
  }

  @Override
  public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    return inner.read(key, pieces, at);
  }

  @Override
  public ReadResult readAll(
      StoreKey key, LongFunction<MemorySegment> room, Optional<ObjectVersion> at) {
    return inner.readAll(key, room, at);
  }

  @Override
  public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
    return inner.put(key, body, condition);
  }

  @Override
  public DeleteResult delete(Collection<StoreKey> keys) {
    return inner.delete(keys);
  }

  @Override
  public KeyPage list(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
    return inner.list(prefix, after, limit, depth);
  }

  @Override
  public final Capabilities capabilities() {
    return inner.capabilities();
  }

  @Override
  public final CheckResult check() {
    return inner.check();
  }

  @Override
  public void close() {
    inner.close();
  }
}
