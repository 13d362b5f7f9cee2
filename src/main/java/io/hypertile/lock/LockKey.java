package io.hypertile.lock;

import java.util.Comparator;

/**
 * Key of a lock: one array, or one tile of a virtual array.
 *
 * @param collection name of the collection
 * @param array id of the array
 */
public record LockKey(String collection, String array) implements Comparable<LockKey> {
  private static final Comparator<LockKey> ORDER =
      Comparator.comparing(LockKey::collection).thenComparing(LockKey::array);

  /** Compares by collection, then by array: the order in which several keys are locked. */
  @Override
  public int compareTo(LockKey other) {
    return ORDER.compare(this, other);
  }
}
