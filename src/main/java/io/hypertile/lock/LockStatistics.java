package io.hypertile.lock;

import java.time.Duration;

/**
 * Figures of the waits for locks since the server started.
 *
 * @param waits times that a lock was not free at once, whatever came of it
 * @param waitTime total time of these waits
 * @param timeouts waits that ended without the lock, because it did not become free in time
 */
public record LockStatistics(long waits, Duration waitTime, long timeouts) {
  /** Both together. */
  public LockStatistics plus(LockStatistics other) {
    return new LockStatistics(
        waits + other.waits, waitTime.plus(other.waitTime), timeouts + other.timeouts);
  }
}
