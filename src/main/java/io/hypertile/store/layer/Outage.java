package io.hypertile.store.layer;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Whether a store is thought to be down. While it is, one thread asks it now and then, so that
 * nobody has to wait to find out that it is back. Thread-safe.
 */
final class Outage {
  private static final long PAUSE_NANOS = 250_000_000;

  private final AtomicBoolean isAsking = new AtomicBoolean();
  private final LongAdder used = new LongAdder();
  private volatile boolean isDown;
  private volatile long asked;

  boolean isDown() {
    return isDown;
  }

  void begin() {
    asked = System.nanoTime();
    isDown = true;
  }

  void end() {
    if (isDown) {
      isDown = false;
    }
  }

  /**
   * Asks the store on another thread, unless that is under way or was a moment ago.
   *
   * @param question ends the outage if it is answered
   */
  void ask(Runnable question) {
    if (System.nanoTime() - asked < PAUSE_NANOS || !isAsking.compareAndSet(false, true)) {
      return;
    }
    Thread.ofVirtual()
        .name("hypertile-ask")
        .start(() -> {
          try {
            question.run();
          } catch (RuntimeException e) {
            // Requests that need the store get the failure of their own calls.
          } finally {
            asked = System.nanoTime();
            isAsking.set(false);
          }
        });
  }

  /** Counts an answer that was given in place of the store's. */
  void used() {
    used.increment();
  }

  /** Answers that were given in place of the store's. */
  long uses() {
    return used.sum();
  }
}
