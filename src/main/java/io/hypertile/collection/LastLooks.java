package io.hypertile.collection;

import io.hypertile.schema.CollectionName;
import io.hypertile.store.age.Staleness;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Times of the last comparisons of collections with their arrays. Thread-safe. */
final class LastLooks {
  private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long REST = 10;

  private final Map<CollectionName, Look> looks = new ConcurrentHashMap<>();

  /** A comparison that was made, in nanoseconds. */
  private record Look(long start, long duration) {}

  /** Notes a comparison that was made. */
  void add(CollectionName name, long start, long duration) {
    looks.put(name, new Look(start, duration));
  }

  /** Forgets a collection. */
  void forget(CollectionName name) {
    looks.remove(name);
  }

  /**
   * Whether a collection is to be compared again: at once where that takes a short time, otherwise
   * after ten times as long.
   */
  boolean isOld(CollectionName name) {
    @Nullable Look last = looks.get(name);
    return last == null
        || last.duration <= SHORT
        || System.nanoTime() - last.start >= REST * last.duration;
  }

  /**
   * Whether the present request is answered with old states already, and was told the age of the
   * index too: the store does not answer, and another question to it would wait for nothing.
   */
  boolean isTold(CollectionName name) {
    return Staleness.isPresentTold() && tell(looks.get(name));
  }

  /**
   * Tells the present request the age of the index, unless a comparison has ended since a moment.
   */
  void tell(CollectionName name, long since) {
    Look last = looks.get(name);
    if (last != null && last.start + last.duration - since < 0) {
      tell(last);
    }
  }

  private static boolean tell(@Nullable Look last) {
    return last != null
        && Staleness.present()
            .filter(leave -> leave.tell(System.nanoTime() - last.start))
            .isPresent();
  }
}
