package io.hypertile.reading;

import io.hypertile.array.CellReader;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.memory.UninterruptedWait;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs plans on a bounded pool of platform threads: file access and decoding would hold up the
 * carriers of virtual threads. Small reads, which take less time than two changes of thread, run on
 * the threads that ask, of which only so many read at a time. Thread-safe.
 */
public final class PlanExecutor implements AutoCloseable {
  private final ThreadPoolExecutor pool;
  private final MemoryShare memory;
  private final Duration patience;
  private final Semaphore callers;

  /**
   * Resources of an executor.
   *
   * @param threads threads that read and decode, at least 1
   * @param callers threads that ask and read for themselves at a time, 0 or more; fewer than there
   *     are carriers of virtual threads leave some for everything else when the disk is slow
   * @param memory native memory for cells of all requests
   * @param patience how long a request waits for memory
   */
  public record Resources(int threads, int callers, MemoryShare memory, Duration patience) {}

  /** An executor with a pool of its own. */
  public PlanExecutor(Resources resources) {
    this.pool =
        new ThreadPoolExecutor(
            resources.threads(),
            resources.threads(),
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("hypertile-io-", 1).factory());
    this.callers = new Semaphore(resources.callers());
    this.memory = resources.memory();
    this.patience = resources.patience();
  }

  /**
   * Opens an array and reads the first slab.
   *
   * @param opener opens the array
   * @param planner plans with what only an open array knows
   * @throws ServiceException {@code too-many-requests} when there is no memory for the cells in
   *     time
   */
  CellStream open(Supplier<CellReader> opener, Function<CellReader, CellStream.Wanted> planner) {
    @Nullable NativeBuffer granted = null;
    while (true) {
      @Nullable NativeBuffer lease = granted;
      switch (await(submit(() -> attempt(opener, reader -> true, planner, lease), lease))) {
        case Attempt.Opened opened -> {
          return opened.stream();
        }
        // Waiting on a thread of the pool could keep those from finishing who hold the memory.
        case Attempt.Wanting wanting -> granted = memory.take(wanting.bytes(), patience);
      }
    }
  }

  /**
   * Like {@link #open}, but for a quick read: on the calling thread, unless too many threads do so
   * already or the cells turn out to lie in chunks, which take time to decode.
   */
  CellStream openSmall(
      Supplier<CellReader> opener, Function<CellReader, CellStream.Wanted> planner) {
    if (!callers.tryAcquire()) {
      return open(opener, planner);
    }
    Attempt attempt;
    try {
      attempt = attempt(opener, PlanExecutor::isOneRun, planner, null);
    } finally {
      callers.release();
    }
    return switch (attempt) {
      case Attempt.Opened opened -> opened.stream();
      case Attempt.Wanting wanting -> open(opener, planner);
    };
  }

  /** Opens an array and reads the first slab if there is memory at hand; empty otherwise. */
  Future<Optional<CellStream>> openAhead(
      Supplier<CellReader> opener, Function<CellReader, CellStream.Wanted> planner) {
    return submit(() ->
        switch (attempt(opener, reader -> true, planner, null)) {
          case Attempt.Opened opened -> Optional.of(opened.stream());
          case Attempt.Wanting wanting -> Optional.empty();
        });
  }

  /**
   * Does quick work on the calling thread unless too many threads do so already.
   *
   * @param work empty if it turns out to be too much
   */
  <T> Optional<T> tryHere(Supplier<Optional<T>> work) {
    if (!callers.tryAcquire()) {
      return Optional.empty();
    }
    try {
      return work.get();
    } finally {
      callers.release();
    }
  }

  private static boolean isOneRun(CellReader reader) {
    return reader.chunkShape().isEmpty();
  }

  /** Outcome of trying to open. */
  private sealed interface Attempt {
    record Opened(CellStream stream) implements Attempt {}

    /**
     * Nothing was read.
     *
     * @param bytes memory to wait for; 0 when another thread should read
     */
    record Wanting(long bytes) implements Attempt {}
  }

  private Attempt attempt(
      Supplier<CellReader> opener,
      Predicate<CellReader> readable,
      Function<CellReader, CellStream.Wanted> planner,
      @Nullable NativeBuffer granted) {
    @Nullable NativeBuffer lease = granted;
    @Nullable CellReader reader = null;
    try {
      long start = System.nanoTime();
      reader = opener.get();
      if (!readable.test(reader)) {
        reader.close();
        return new Attempt.Wanting(0);
      }
      long opened = System.nanoTime();
      CellStream.Wanted wanted = planner.apply(reader);
      long bytes = SlabMemory.bytes(wanted.plan());
      if (lease != null && lease.bytes().byteSize() < bytes) {
        lease.close();
        lease = null;
      }
      if (lease == null) {
        lease = memory.tryTake(bytes).orElse(null);
      }
      if (lease == null) {
        reader.close();
        return new Attempt.Wanting(bytes);
      }
      long planned = System.nanoTime();
      CellStream stream =
          new CellStream(wanted, reader, this, new SlabMemory(lease, wanted.plan(), memory));
      stream.readFirst();
      long read = System.nanoTime();
      stream.setTimings(new ReadTimings(planned - opened, opened - start, read - planned));
      return new Attempt.Opened(stream);
    } catch (Throwable e) {
      if (reader != null) {
        reader.close();
      }
      if (lease != null) {
        lease.close();
      }
      throw e;
    }
  }

  /** Submits work that owns memory, which is given back here if the work never begins. */
  private <T> Future<T> submit(Callable<T> work, @Nullable NativeBuffer owned) {
    boolean isSubmitted = false;
    try {
      Future<T> submitted = submit(work);
      isSubmitted = true;
      return submitted;
    } finally {
      if (!isSubmitted && owned != null) {
        owned.close();
      }
    }
  }

  /**
   * Takes memory for cells beside those that are read, waiting for it when there is none.
   *
   * @throws ServiceException {@code too-many-requests} when none came free in time
   */
  NativeBuffer take(long bytes) {
    return memory.take(bytes, patience);
  }

  /** Takes memory like {@link #take}, but only if there is some without waiting. */
  Optional<NativeBuffer> tryTake(long bytes) {
    return memory.tryTake(bytes);
  }

  /** Its threads, for work that is not waited for. */
  Executor helpers() {
    return pool;
  }

  <T> Future<T> submit(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    execute(task);
    return task;
  }

  /** Has work done by a thread of the pool unless another thread runs it before. */
  void execute(FutureTask<?> work) {
    try {
      pool.execute(work);
    } catch (RejectedExecutionException e) {
      throw new ServiceException(
          ErrorCode.STORAGE_UNAVAILABLE, "The server is stopping; try again in a moment.");
    }
  }

  Future<?> submit(Runnable work) {
    return submit(Executors.callable(work));
  }

  /**
   * Waits to the end, since memory and reader are in use until then; throws what the work threw.
   */
  static <T> T await(Future<T> work) {
    try {
      return UninterruptedWait.await(work);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null -> throw new IllegalStateException(e);
        case Throwable failure -> throw new IllegalStateException(failure);
      }
    }
  }

  /** Figures of the resources in use at present. */
  public ExecutorStatistics statistics() {
    return new ExecutorStatistics(
        pool.getPoolSize(), pool.getActiveCount(), pool.getQueue().size());
  }

  @Override
  public void close() {
    pool.close();
  }
}
