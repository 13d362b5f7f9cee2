package io.hypertile.memory;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/** Waits for work that must not be left behind: it uses memory or files of the waiting caller. */
public final class UninterruptedWait {
  private UninterruptedWait() {}

  /**
   * Waits on a monitor, which the caller holds, until something is so; an interrupt is kept for
   * later.
   */
  public static void await(Object monitor, BooleanSupplier done) {
    boolean interrupted = false;
    while (!done.getAsBoolean()) {
      try {
        monitor.wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits to the end of work on files, as {@link #await(Future)}.
   *
   * @throws IOException that the work has thrown, in one of the waiting thread
   */
  public static void awaitFiles(Future<Void> work) throws IOException {
    try {
      await(work);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause
          ? new IOException(cause.getMessage(), cause)
          : new IOException(e.getCause());
    }
  }

  /** Waits to the end whatever happens; an interrupt is kept for later. */
  public static <T> T await(Future<T> work) throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return work.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
