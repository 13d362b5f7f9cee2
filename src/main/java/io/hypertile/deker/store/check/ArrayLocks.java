package io.hypertile.deker.store.check;

import io.hypertile.deker.store.files.LockKeys;
import io.hypertile.deker.store.files.LockPair;
import io.hypertile.lock.HeldLock;
import io.hypertile.lock.LockManager;
import io.hypertile.lock.LockMode;
import io.hypertile.schema.ArrayId;
import java.time.Duration;

/** The locks under which a check looks at an array and changes its link. */
public final class ArrayLocks {
  private final LockManager locks;
  private final Duration timeout;

  public ArrayLocks(LockManager locks, Duration timeout) {
    this.locks = locks;
    this.timeout = timeout;
  }

  /** No change of the array is under way while it is held. */
  HeldLock read(FileTree tree, ArrayId id) {
    return locks.acquire(LockKeys.array(tree.collection(), id), LockMode.READ, timeout);
  }

  /** Nobody else changes the array, or makes or removes arrays of the collection. */
  HeldLock change(FileTree tree, ArrayId id) {
    HeldLock alive = locks.acquire(LockKeys.collection(tree.collection()), LockMode.READ, timeout);
    try {
      HeldLock directories =
          locks.acquire(LockKeys.directories(tree.collection()), LockMode.WRITE, timeout);
      try {
        HeldLock array =
            locks.acquire(LockKeys.array(tree.collection(), id), LockMode.WRITE, timeout);
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
}
