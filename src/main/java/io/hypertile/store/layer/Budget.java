package io.hypertile.store.layer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Extra requests that may be made: a share of the ordinary ones, and a few to begin with, so that a
 * store in trouble is not asked many times as much. Any number of threads.
 */
final class Budget {
  private static final long ONE = 1_000;

  private final long share;
  private final long most;
  private final AtomicLong left;

  /**
   * A full budget.
   *
   * @param share extra requests for each ordinary one
   * @param most extra requests at once after quiet times
   */
  Budget(double share, int most) {
    this.share = Math.round(share * ONE);
    this.most = most * ONE;
    this.left = new AtomicLong(this.most);
  }

  /** Notes an ordinary request. */
  void earn() {
    left.updateAndGet(now -> Math.min(most, now + share));
  }

  /** Takes an extra request, if there is one. */
  boolean spend() {
    long before = left.getAndUpdate(now -> now >= ONE ? now - ONE : now);
    return before >= ONE;
  }
}
