package io.hypertile.chunk;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits for work that must not be left behind: it uses memory or files of whoever waits. */
public final class Waiting {
  private Waiting() {}

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
