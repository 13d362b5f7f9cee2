package io.hypertile.engine.hdf5;

import io.hypertile.lock.HeldLock;
import io.hypertile.lock.LockKey;
import io.hypertile.lock.LockManager;
import io.hypertile.lock.LockMode;
import io.hypertile.schema.ArrayId;
import java.time.Duration;

/** The locks under which a check looks at an array and changes its link. */
final class ArrayLocks {
  private final LockManager locks;
  private final Duration timeout;

  ArrayLocks(LockManager locks, Duration timeout) {
    this.locks = locks;
    this.timeout = timeout;
  }

  /** No change of the array is under way while it is held. */
  HeldLock read(FileTree tree, ArrayId id) {
    return locks.acquire(key(tree, id.text()), LockMode.READ, timeout);
  }

  /** Nobody else changes the array, or makes or removes arrays of the collection. */
  HeldLock change(FileTree tree, ArrayId id) {
    HeldLock alive = locks.acquire(key(tree, ""), LockMode.READ, timeout);
    try {
      HeldLock directories =
          locks.acquire(key(tree, Hdf5Engine.DIRECTORIES), LockMode.WRITE, timeout);
      try {
        HeldLock array = locks.acquire(key(tree, id.text()), LockMode.WRITE, timeout);
        return new LockPair(array, new LockPair(directories, alive));
      } catch (RuntimeException e) {
        directories.close();
        throw e;
      }
    } catch (RuntimeException e) {
      alive.close();
      throw e;
    }
  }

  private static LockKey key(FileTree tree, String array) {
    return new LockKey(tree.collection().text(), array);
  }
}
