package io.hypertile.engine.hdf5;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The platform threads that encode and decode chunks, as many as there are processors. Codec work
 * on virtual threads would keep others from running for seconds (engine.md 8). Thread-safe.
 */
final class CodecPool implements AutoCloseable {
  private final int size = Runtime.getRuntime().availableProcessors();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          size, Thread.ofPlatform().daemon().name("hypertile-codec-", 0).factory());

  /** Number of threads. */
  int size() {
    return size;
  }

  <T> Future<T> submit(Callable<T> work) {
    return threads.submit(work);
  }

  @Override
  public void close() {
    threads.close();
  }
}
