package io.hypertile.dataset.store;

import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Merges segments on a thread as long as there is a need. Thread-safe. */
final class Merger {
  private final BooleanSupplier merge;
  private final Predicate<Runnable> threads;
  private boolean isRunning;
  private boolean isWanted;
  private boolean isPaused;
  private boolean isClosed;

  /**
   * No merging yet.
   *
   * @param merge merges once; false if there was no need
   * @param threads runs it; false if it does not
   */
  Merger(BooleanSupplier merge, Predicate<Runnable> threads) {
    this.merge = merge;
    this.threads = threads;
  }

  /** Begins to merge; where that is being done, there is another look for a need at its end. */
  synchronized void wake() {
    isWanted = true;
    start();
  }

  private void start() {
    if (isWanted && !isRunning && !isPaused && !isClosed) {
      isWanted = false;
      isRunning = true;
      isRunning = threads.test(this::run) && isRunning;
    }
  }

  private void run() {
    boolean isOver = false;
    try {
      while (!isOver) {
        isOver = !mergeOnce() && isOver();
      }
    } finally {
      if (!isOver) {
        ended();
      }
    }
  }

  private boolean mergeOnce() {
    try {
      return !isEnding() && merge.getAsBoolean();
    } catch (RuntimeException e) {
      System.getLogger(Merger.class.getName())
          .log(System.Logger.Level.WARNING, "segments of datasets are merged later", e);
      return false;
    }
  }

  /**
   * Ends the run, unless there was a call since the last look: a commit may be made between that
   * look and the end.
   */
  private synchronized boolean isOver() {
    if (isWanted && !isEnding()) {
      isWanted = false;
      return false;
    }
    ended();
    return true;
  }

  private synchronized boolean isEnding() {
    return isClosed || isPaused;
  }

  private synchronized void ended() {
    isRunning = false;
    notifyAll();
  }

  /** Waits until no merging is under way. */
  synchronized void await() {
    awaitEnd(() -> isRunning);
  }

  private synchronized void awaitEnd(BooleanSupplier isUnderWay) {
    boolean wasInterrupted = false;
    while (isUnderWay.getAsBoolean()) {
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

  /** Does something while nothing is merged, and nothing else is done so. */
  void pause(Runnable work) {
    synchronized (this) {
      awaitEnd(() -> isPaused);
      isPaused = true;
    }
    try {
      await();
      work.run();
    } finally {
      synchronized (this) {
        isPaused = false;
        notifyAll();
        start();
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
