package io.hypertile.dataset.store;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Merges segments on a thread of its own as long as there is a need. Thread-safe. */
final class Merger {
  private final BooleanSupplier merge;
  private @Nullable Thread thread;
  private int pauses;
  private boolean isClosed;

  /**
   * No merging yet.
   *
   * @param merge merges once; false if there was no need
   */
  Merger(BooleanSupplier merge) {
    this.merge = merge;
  }

  /** Begins to merge, unless that is being done. */
  synchronized void wake() {
    if (thread == null && pauses == 0 && !isClosed) {
      thread = Thread.ofPlatform().daemon().name("hypertile-merge").start(this::run);
    }
  }

  private void run() {
    try {
      boolean isDue = true;
      while (isDue) {
        isDue = !isEnding() && merge.getAsBoolean();
      }
    } catch (RuntimeException e) {
      System.getLogger(Merger.class.getName())
          .log(System.Logger.Level.WARNING, "segments of datasets are merged later", e);
    } finally {
      ended();
    }
  }

  private synchronized boolean isEnding() {
    return isClosed || pauses > 0;
  }

  private synchronized void ended() {
    thread = null;
    notifyAll();
  }

  /** Waits until no merging is under way. */
  synchronized void await() {
    boolean wasInterrupted = false;
    while (thread != null) {
      try {
        wait();
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does something while nothing is merged. */
  void pause(Runnable work) {
    synchronized (this) {
      pauses++;
    }
    try {
      await();
      work.run();
    } finally {
      synchronized (this) {
        pauses--;
      }
    }
  }

  /** Begins none any more, and waits for the one under way. */
  void close() {
    synchronized (this) {
      isClosed = true;
    }
    await();
  }
}
