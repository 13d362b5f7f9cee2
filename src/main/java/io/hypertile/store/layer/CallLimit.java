package io.hypertile.store.layer;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Number of calls that may be under way: halved when a store says that it has too many of them,
 * once for all calls that were under way by then, and raised by one for each so many calls that
 * were done while all were in use. Thread-safe; the lock is held for no call.
 */
final class CallLimit {
  /** Least limit, so that a few long calls do not hold up all others. */
  static final int LEAST = 4;

  private final int most;
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition freed = lock.newCondition();
  private double limit;
  private int underWay;

  /** Number of times that the limit was halved. */
  private long round;

  /**
   * A limit.
   *
   * @param most greatest limit, with which it begins
   */
  CallLimit(int most) {
    this.most = most;
    this.limit = most;
  }

  /** End of a call. */
  enum End {
    /** It was answered. */
    DONE,
    /** The store has too many calls. */
    TOO_MANY,
    /** It failed for another reason. */
    FAILED
  }

  /**
   * Begins a call, waiting until there may be one more.
   *
   * @return a number to end the call with; -1 if the time is over before
   */
  long begin(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (underWay >= (int) limit) {
        if (left <= 0) {
          return -1;
        }
        left = freed.awaitNanos(left);
      }
      underWay++;
      return round;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends a call.
   *
   * @param begun the number that it was begun with
   */
  void end(long begun, End end) {
    lock.lock();
    try {
      switch (end) {
        case DONE -> limit = underWay >= (int) limit ? Math.min(most, limit + 1 / limit) : limit;
        case TOO_MANY -> {
          if (begun == round) {
            limit = Math.max(LEAST, Math.min(limit, underWay) / 2);
            round++;
          }
        }
        case FAILED -> {}
      }
      underWay--;
      // Each that is woken takes one place; those without one would wait again.
      for (int room = (int) limit - underWay; room > 0 && lock.hasWaiters(freed); room--) {
        freed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Calls that may be under way now. */
  int limit() {
    lock.lock();
    try {
      return (int) limit;
    } finally {
      lock.unlock();
    }
  }
}
