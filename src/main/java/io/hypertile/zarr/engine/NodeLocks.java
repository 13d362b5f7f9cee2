package io.hypertile.zarr.engine;

import io.hypertile.lock.HeldLock;
import io.hypertile.lock.LockKey;
import io.hypertile.lock.LockManager;
import io.hypertile.lock.LockMode;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.CollectionName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Locks of changes that are more than one commit. Other servers do not see them: what must hold
 * among servers rests on conditions of the store.
 *
 * @param timeout how long a change waits for the one before it
 */
record NodeLocks(LockManager locks, Duration timeout) {
  private static final String ALL = "";

  /** A lock of a collection and of parts of it; both are released together. */
  record Pair(HeldLock collection, HeldLock parts) implements AutoCloseable {
    @Override
    public void close() {
      parts.close();
      collection.close();
    }
  }

  /** Locks a collection that is made, removed or cleared. */
  HeldLock collection(CollectionName name) {
    return locks.acquire(new LockKey(name.text(), ALL), LockMode.WRITE, timeout);
  }

  /** Locks what new arrays take: their ids and their places. */
  Pair forCreation(CollectionName name, List<ArrayHeader> headers, List<String> nodes) {
    List<LockKey> keys = new ArrayList<>(2 * nodes.size());
    headers.forEach(header -> keys.add(new LockKey(name.text(), header.id().text())));
    nodes.forEach(node -> keys.add(new LockKey(name.text(), node)));
    return parts(name, keys);
  }

  /** Locks an array that is removed. */
  Pair forRemoval(CollectionName name, ArrayId id) {
    return parts(name, List.of(new LockKey(name.text(), id.text())));
  }

  /** Locks an array and the id that a tile of it is given. */
  Pair forTile(CollectionName name, ArrayId array, ArrayId tile) {
    return parts(
        name,
        List.of(new LockKey(name.text(), array.text()), new LockKey(name.text(), tile.text())));
  }

  private Pair parts(CollectionName name, List<LockKey> keys) {
    HeldLock collection = locks.acquire(new LockKey(name.text(), ALL), LockMode.READ, timeout);
    try {
      String holder = Thread.currentThread().toString();
      return new Pair(collection, locks.acquireAll(keys, LockMode.WRITE, timeout, holder));
    } catch (RuntimeException e) {
      collection.close();
      throw e;
    }
  }
}
