package io.hypertile.lock;

import java.time.Duration;
import java.util.List;

/**
 * Locks arrays for reading and writing. Thread-safe. Locks belong to no thread: the taker may hand
 * them to another. They are not reentrant: a second lock of the same key by the same taker waits
 * like any other, so a caller that needs several takes them in one call.
 *
 * <p>Waiting is fair: writers follow one another in the order they came, a reader that comes while
 * a writer waits goes behind it, and all readers that wait go together when a writer is done. So a
 * reader waits for one writer at most beyond the readers at work, and nobody starves.
 */
public interface LockManager {
  /**
   * Locks a key.
   *
   * @param timeout how long to wait at most; zero or less for not at all
   * @param holder the taker, in words, for {@link #list}
   * @throws io.hypertile.error.ServiceException {@code locked} if it did not become free in time,
   *     with the members {@code collection}, {@code array}, {@code waited_ms} and {@code
   *     retry_after}; {@code storage-unavailable} if the thread was interrupted while it waited,
   *     with the interrupt kept
   */
  default HeldLock acquire(LockKey key, LockMode mode, Duration timeout, String holder) {
    return acquireAll(List.of(key), mode, timeout, holder);
  }

  /** Locks a key on behalf of the current thread. */
  default HeldLock acquire(LockKey key, LockMode mode, Duration timeout) {
    return acquire(key, mode, timeout, Thread.currentThread().toString());
  }

  /**
   * Locks several keys, all or none, without a deadlock among callers that each hold nothing else.
   *
   * @param keys in any order, repeated or not
   * @param timeout how long to wait at most for all of them together
   * @throws io.hypertile.error.ServiceException as {@link #acquire}, naming the first key that did
   *     not become free
   */
  HeldLock acquireAll(List<LockKey> keys, LockMode mode, Duration timeout, String holder);

  /** The locks that are held at present, in the order of their keys. */
  List<LockDescription> list();

  /** Figures of the waits so far. */
  LockStatistics statistics();
}
