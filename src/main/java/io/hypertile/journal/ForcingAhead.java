package io.hypertile.journal;

import io.hypertile.journal.disk.DiskFile;
import io.hypertile.memory.UninterruptedWait;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Forces of a file while it is being written, so that little is left to force when it is whole: the
 * disk works while bytes are copied. A failure is kept, since the system tells it only once. Used
 * by one thread at a time.
 */
final class ForcingAhead {
  /** Bytes that are forced together. */
  static final long STEP = 16L << 20;

  private final DiskFile file;
  private final Executor threads;
  private long next = STEP;
  private @Nullable FutureTask<Void> last;
  private boolean isRefused;

  /**
   * No force yet.
   *
   * @param threads run the forces
   */
  ForcingAhead(DiskFile file, Executor threads) {
    this.file = file;
    this.threads = threads;
  }

  /**
   * Says that the file has so many bytes. Forces them where enough are new and no force is running.
   *
   * @throws IOException of an earlier force
   */
  void written(long bytes) throws IOException {
    if (bytes < next || isRefused) {
      return;
    }
    FutureTask<Void> before = last;
    if (before != null) {
      if (!before.isDone()) {
        return;
      }
      UninterruptedWait.awaitFiles(before);
    }
    next = bytes + STEP;
    FutureTask<Void> task =
        new FutureTask<>(() -> {
          file.force(false);
          return null;
        });
    try {
      threads.execute(task);
      last = task;
    } catch (RejectedExecutionException e) {
      isRefused = true;
    }
  }

  /**
   * Waits for the force that is running; does it itself if no thread has begun it.
   *
   * @throws IOException of a force
   */
  void await() throws IOException {
    FutureTask<Void> running = last;
    if (running != null) {
      running.run();
      UninterruptedWait.awaitFiles(running);
    }
  }
}
