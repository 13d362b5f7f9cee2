package io.hypertile.deker.store.files;

import io.hypertile.lock.HeldLock;
import io.hypertile.lock.LockKey;
import io.hypertile.lock.LockManager;
import io.hypertile.lock.LockMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Locks taken one after the other and released together, the last one first. */
public final class LockStack implements AutoCloseable {
  private final LockManager locks;
  private final Duration timeout;
  private final List<HeldLock> held = new ArrayList<>();

  /**
   * No locks yet.
   *
   * @param timeout how long each call waits
   */
  public LockStack(LockManager locks, Duration timeout) {
    this.locks = locks;
    this.timeout = timeout;
  }

  /** Takes a lock as well; when it cannot be had, all are released. */
  public LockStack and(LockKey key, LockMode mode) {
    return and(List.of(key), mode);
  }

  /** Takes locks as well; when they cannot be had, all are released. */
  public LockStack and(List<LockKey> keys, LockMode mode) {
    try {
      held.add(locks.acquireAll(keys, mode, timeout, Thread.currentThread().toString()));
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public void close() {
    held.reversed().forEach(HeldLock::close);
    held.clear();
  }
}
