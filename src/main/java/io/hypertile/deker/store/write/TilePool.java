package io.hypertile.deker.store.write;

import io.hypertile.chunk.CodecPool;
import io.hypertile.memory.UninterruptedWait;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Platform threads that help with the tiles of one request. The thread that asks does its share and
 * waits only for helpers at work, never for one in the queue, so calls may come from anywhere, also
 * from threads of this pool. The work may use the {@link CodecPool}, whose threads never come here.
 * Thread-safe.
 */
public final class TilePool implements AutoCloseable {
  private static final int LEAST_THREADS = 4;

  private final int size = Math.max(LEAST_THREADS, 2 * Runtime.getRuntime().availableProcessors());
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          size, Thread.ofPlatform().daemon().name("hypertile-tile-", 0).factory());

  /**
   * Does work for every number from 0 to the count, in any order and side by side.
   *
   * @throws RuntimeException what the work threw first; then some of it may not have been begun,
   *     and none is under way
   */
  public void forEach(int count, IntConsumer work) {
    Share share = new Share(count, work);
    try {
      for (int helper = Math.min(size, count) - 1; helper > 0; helper--) {
        threads.execute(share::help);
      }
    } catch (RejectedExecutionException e) {
      System.getLogger(TilePool.class.getName())
          .log(System.Logger.Level.DEBUG, "no helpers any more", e);
    }
    share.finish();
  }

  /** The work of one call. */
  private static final class Share {
    private final int count;
    private final IntConsumer work;
    private int next;
    private int helping;
    private boolean over;
    private @Nullable Throwable failure;

    Share(int count, IntConsumer work) {
      this.count = count;
      this.work = work;
    }

    void help() {
      synchronized (this) {
        if (over) {
          return;
        }
        helping++;
      }
      run();
      synchronized (this) {
        helping--;
        notifyAll();
      }
    }

    private void run() {
      while (true) {
        int number;
        synchronized (this) {
          if (next == count || failure != null) {
            return;
          }
          number = next++;
        }
        try {
          work.accept(number);
        } catch (RuntimeException | Error e) {
          synchronized (this) {
            failure = failure == null ? e : failure;
          }
        }
      }
    }

    /** Waits whatever happens: an interrupted request must not leave helpers with freed memory. */
    void finish() {
      run();
      @Nullable Throwable thrown;
      synchronized (this) {
        over = true;
        UninterruptedWait.await(this, () -> helping == 0);
        thrown = failure;
      }
      switch (thrown) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case null -> {}
        case Throwable e -> throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    threads.close();
  }
}
