package io.hypertile.reading;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Work that the calling thread does together with others that are free. It waits for those that are
 * at work and never for one to begin, so that it may itself be a thread of their pool. For one use.
 */
final class SharedWork {
  private final IntConsumer work;

  // Guarded by this.
  private int working;
  private boolean isOver;
  private @Nullable Throwable failure;

  private SharedWork(IntConsumer work) {
    this.work = work;
  }

  /**
   * Runs work once on the calling thread, and once on each other one that begins in time.
   *
   * @param threads most threads, at least 1
   * @param work takes the number of its run, from 0 and below the number of threads; runs share
   *     what there is to do among themselves, and return when nothing is left
   */
  static void run(Executor executor, int threads, IntConsumer work) {
    SharedWork shared = new SharedWork(work);
    for (int n = 1; n < threads; n++) {
      int number = n;
      try {
        executor.execute(() -> shared.help(number));
      } catch (RejectedExecutionException e) {
        break;
      }
    }
    shared.lead();
  }

  private void help(int number) {
    synchronized (this) {
      if (isOver) {
        return;
      }
      working++;
    }
    @Nullable Throwable thrown = null;
    try {
      work.accept(number);
    } catch (Throwable e) {
      thrown = e;
    }
    synchronized (this) {
      working--;
      failure = failure == null ? thrown : failure;
      notifyAll();
    }
  }

  private void lead() {
    try {
      work.accept(0);
    } finally {
      awaitHelpers();
    }
    @Nullable Throwable thrown;
    synchronized (this) {
      thrown = failure;
    }
    switch (thrown) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(thrown);
    }
  }

  /** Waits to the end, since what helpers use belongs to the caller. */
  private void awaitHelpers() {
    boolean interrupted = false;
    synchronized (this) {
      isOver = true;
      while (working > 0) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
