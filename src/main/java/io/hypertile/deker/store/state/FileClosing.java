package io.hypertile.deker.store.state;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Closes files. Closing the last handle of a file that was replaced makes the kernel free its
 * blocks and its pages in memory, and ending a mapping takes its pages out of the process:
 * milliseconds for 50 MB, for which nobody should wait, least of all under a lock. Files that are
 * large are closed on a thread of its own. Thread-safe.
 */
final class FileClosing implements OpenFile.Closer, AutoCloseable {
  /** Smaller files are closed in less time than it takes to wake a thread. */
  private static final long LARGE = 1 << 20;

  /**
   * With more files than these, the thread that lets go of a file closes it itself, so that space
   * comes back.
   */
  private static final int MOST_WAITING = 64;

  private static final long IDLE_SECONDS = 10;

  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MOST_WAITING),
          Thread.ofPlatform().daemon().name("hypertile-close").factory(),
          (work, closed) -> work.run());

  FileClosing() {
    thread.allowCoreThreadTimeOut(true);
  }

  @Override
  public void close(long size, Runnable work) {
    if (size < LARGE) {
      work.run();
    } else {
      thread.execute(work);
    }
  }

  /** Waits until all files are closed. Those to come are closed at once. */
  @Override
  public void close() {
    thread.close();
  }
}
