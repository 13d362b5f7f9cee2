package io.hypertile.deker.store.files;

import io.hypertile.lock.HeldLock;
import io.hypertile.lock.LockKey;
import io.hypertile.lock.LockMode;
import java.util.List;

/** Two locks that are released together, the first one first. */
public record LockPair(HeldLock first, HeldLock second) implements HeldLock {
  @Override
  public List<LockKey> keys() {
    return first.keys();
  }

  @Override
  public LockMode mode() {
    return first.mode();
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
