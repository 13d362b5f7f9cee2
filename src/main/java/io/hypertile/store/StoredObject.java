package io.hypertile.store;

import java.time.Instant;
import java.util.Optional;

/**
 * An object that is in a store.
 *
 * @param key its name
 * @param size number of its bytes
 * @param version the state it was found in
 * @param modified time of its last change, where the store tells
 */
public record StoredObject(
    StoreKey key, long size, ObjectVersion version, Optional<Instant> modified) {
  /** An object whose time of change is not told. */
  public StoredObject(StoreKey key, long size, ObjectVersion version) {
    this(key, size, version, Optional.empty());
  }
}
