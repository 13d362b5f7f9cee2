package io.hypertile.store.layer;

import java.time.Duration;

/**
 * Rules for trying calls again.
 *
 * @param tries most tries of a call, the first with them
 * @param firstWait longest wait before the second try; the waits after it may each be twice as
 *     long. Each is drawn at random between nothing and that
 * @param longestWait bound of the waits
 * @param share second and later tries for each call, over all calls
 */
public record RetryRules(int tries, Duration firstWait, Duration longestWait, double share) {
  /** Three tries, from 50 ms to 2 s, a tenth of the calls. */
  public static final RetryRules USUAL =
      new RetryRules(3, Duration.ofMillis(50), Duration.ofSeconds(2), 0.1);

  /** Longest wait before a try, counted from 2. */
  Duration wait(int attempt) {
    Duration wait = firstWait.multipliedBy(1L << Math.min(attempt - 2, 20));
    return wait.compareTo(longestWait) < 0 ? wait : longestWait;
  }
}
