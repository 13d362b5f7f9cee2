package io.hypertile.chunk;

import io.hypertile.memory.MemoryShare;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The platform threads that encode and decode chunks, as many as there are processors. Codec work
 * on virtual threads would keep others from running for seconds. Work on the pool never waits for
 * other work on it. Also keeps the memory that decoding needs. Thread-safe.
 */
public final class CodecPool implements AutoCloseable {
  private final int size = Runtime.getRuntime().availableProcessors();
  private final ThreadPoolExecutor threads;
  private final MemoryShare memory;

  /**
   * A pool.
   *
   * @param memory native memory for chunks, of all readers and writers together; closed with this
   */
  public CodecPool(MemoryShare memory) {
    this(memory, Thread.ofPlatform().daemon().name("hypertile-codec-", 0).factory());
  }

  /**
   * A pool of threads that others make.
   *
   * @param memory as above
   * @param threads makes the threads
   */
  public CodecPool(MemoryShare memory, ThreadFactory threads) {
    this.memory = memory;
    this.threads =
        new ThreadPoolExecutor(
            size, size, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
  }

  /** Number of threads. */
  public int size() {
    return size;
  }

  /** Memory for decoding. */
  public MemoryShare memory() {
    return memory;
  }

  <T> Future<T> submit(Callable<T> work) {
    return threads.submit(work);
  }

  /** Has the work done at some time; false if the pool was closed. */
  boolean tryExecute(Runnable work) {
    try {
      threads.execute(work);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Figures of the threads at present. */
  public StorageStatistics.Threads statistics() {
    return new StorageStatistics.Threads(size, threads.getActiveCount(), threads.getQueue().size());
  }

  /** Whether work waits for a thread. */
  boolean isBusy() {
    return !threads.getQueue().isEmpty();
  }

  @Override
  public void close() {
    threads.close();
    memory.close();
  }
}
