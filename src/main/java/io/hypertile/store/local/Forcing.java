package io.hypertile.store.local;

import io.hypertile.journal.UnforcedFile;
import io.hypertile.memory.UninterruptedWait;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Forces files to disk while others are being made. Several are forced at a time, since the disk
 * then needs fewer steps than for one after the other. Thread-safe.
 */
final class Forcing {
  private static final int THREADS = 4;

  /** Files that wait or are being forced; the thread that brings another one waits as well. */
  private static final int MOST_FILES = 32;

  private static final long IDLE_SECONDS = 10;

  private final Semaphore room = new Semaphore(MOST_FILES);
  private final Executor threads;

  Forcing(Executor threads) {
    this.threads = threads;
  }

  /** The threads that force. */
  Executor executor() {
    return threads;
  }

  /** Threads that end when there is nothing to force. */
  static Executor threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("hypertile-force-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** Begins to force a file, and closes it when that is done. */
  Future<Void> begin(UnforcedFile file) {
    room.acquireUninterruptibly();
    FutureTask<Void> task =
        new FutureTask<>(() -> {
          try (file) {
            file.force();
          } finally {
            room.release();
          }
          return null;
        });
    threads.execute(task);
    return task;
  }

  /** Waits until a file is on disk. */
  static void await(Future<Void> forced) throws IOException {
    UninterruptedWait.awaitFiles(forced);
  }
}
