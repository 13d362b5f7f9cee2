package io.hypertile.lock;

import java.util.List;

/** A lock that is held until it is closed. Any thread may close it; closing twice is harmless. */
public interface HeldLock extends AutoCloseable {
  /** What is locked, in order. */
  List<LockKey> keys();

  /** How it is locked. */
  LockMode mode();

  @Override
  void close();
}
