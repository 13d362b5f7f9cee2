package io.hypertile.store.http;

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
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Reads from a store and writes to the one that its server shows. The two name states in their own
 * ways: a state that was put gets the name that it is read by, where it is still there.
 */
record WrittenBeside(Store reads, Store writes) implements Store {
  @Override
  public String name() {
    return reads.name();
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    return reads.find(key);
  }

  @Override
  public Optional<LoadedObject> load(StoreKey key, long limit) {
    return reads.load(key, limit);
  }

  @Override
  public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    return reads.read(key, pieces, at);
  }

  @Override
  public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
    Condition own =
        condition instanceof Condition.At at
            ? new Condition.At(
                new ObjectVersion(at.version().text().replaceAll("\"|modified:| .*", "")))
            : condition;
    PutResult result = writes.put(key, body, own);
    if (result instanceof PutResult.Stored stored) {
      Optional<StoredObject> kept =
          writes.find(key).filter(found -> found.version().equals(stored.version()));
      return kept.isEmpty()
          ? result
          : new PutResult.Stored(reads.find(key).orElseThrow().version());
    }
    return result;
  }

  @Override
  public DeleteResult delete(Collection<StoreKey> keys) {
    return writes.delete(keys);
  }

  @Override
  public KeyPage list(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
    return writes.list(prefix, after, limit, depth);
  }

  @Override
  public Capabilities capabilities() {
    Capabilities own = reads.capabilities();
    if (own.writes() || own.lists() || own.canCommit()) {
      throw new AssertionError(own);
    }
    return writes.capabilities();
  }

  @Override
  public CheckResult check() {
    return reads.check();
  }

  @Override
  public void close() {
    reads.close();
    writes.close();
  }
}
