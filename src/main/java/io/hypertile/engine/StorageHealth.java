package io.hypertile.engine;

import java.util.Optional;

/** Whether a storage still takes changes. Thread-safe, and cheap to ask. */
@FunctionalInterface
public interface StorageHealth {
  /**
   * The failure since which no more changes are taken until the server is started again; empty
   * while they are.
   */
  Optional<Throwable> failure();
}
