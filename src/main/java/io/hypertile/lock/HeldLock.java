package io.hypertile.lock;

import java.util.List;

/** A lock that is held until it is closed. Any thread may close it; closing twice is harmless. */
public interface HeldLock extends AutoCloseable {
  /** The locked keys, in order. */
  List<LockKey> keys();

  /** The mode of the lock. */
  LockMode mode();

  @Override
  void close();
}
