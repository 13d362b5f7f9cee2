package io.hypertile.dataset;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Values that can be made again, by their keys. Bounded by their bytes on the heap; those used
 * longest ago go first. Thread-safe; no lock is held while a value is made.
 */
public final class BoundedMemory<K, V> {
  private final long mostBytes;
  private final LinkedHashMap<K, Kept<V>> known = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** A value and its bytes, which may be much work to count. */
  private record Kept<V>(V value, long bytes) {}

  /** Room for so many bytes. */
  public BoundedMemory(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** The value of a key; null if it is not kept. */
  public synchronized @Nullable V find(K key) {
    Kept<V> kept = known.get(key);
    return kept == null ? null : kept.value;
  }

  /**
   * Keeps a value in place of an earlier one of its key, if there is room for it at all.
   *
   * @param own bytes of the value, and of the key as far as these count
   */
  public synchronized void keep(K key, V value, long own) {
    if (own > mostBytes) {
      return;
    }
    Kept<V> before = known.put(key, new Kept<>(value, own));
    bytes += own - (before == null ? 0 : before.bytes);
    Iterator<Kept<V>> eldest = known.values().iterator();
    while (bytes > mostBytes) {
      bytes -= eldest.next().bytes;
      eldest.remove();
    }
  }

  /** Forgets the values of some keys. */
  public synchronized void forget(Predicate<K> isMeant) {
    known
        .entrySet()
        .removeIf(entry -> {
          boolean isGone = isMeant.test(entry.getKey());
          bytes -= isGone ? entry.getValue().bytes : 0;
          return isGone;
        });
  }

  /** Bytes of all that is kept. */
  public synchronized long bytes() {
    return bytes;
  }
}
