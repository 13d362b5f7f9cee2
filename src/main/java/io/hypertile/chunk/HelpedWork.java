package io.hypertile.chunk;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Pieces of codec work that do not depend on each other: the calling thread does one after the
 * other, and threads of the pool that are free help it. It waits only for helpers that are at work,
 * never for one to begin. A helper lets other work go first between two pieces. For one use.
 */
public final class HelpedWork {
  private final CodecPool pool;
  private final int count;
  private final IntConsumer work;
  private final AtomicInteger next = new AtomicInteger();

  /** The first one, guarded by this. */
  private @Nullable Throwable failure;

  /**
   * Work to do.
   *
   * @param count number of pieces
   * @param work does one by its number; from any thread of those that help
   */
  public HelpedWork(CodecPool pool, int count, IntConsumer work) {
    this.pool = pool;
    this.count = count;
    this.work = work;
  }

  /** Does all of it; the first failure is thrown, and what was not begun by then is not done. */
  public void run() {
    PoolHelpers helpers =
        new PoolHelpers(pool, Math.min(pool.size(), count) - 1, helped -> work(true));
    helpers.summon();
    work(false);
    helpers.end();
    switch (failure) {
      case null -> {}
      case RuntimeException thrown -> throw thrown;
      case Error thrown -> throw thrown;
      case Throwable thrown -> throw new IllegalStateException(thrown);
    }
  }

  /** Works until nothing is left; false if it stopped before that for others' sake. */
  private boolean work(boolean isPolite) {
    try {
      for (int piece = next.getAndIncrement(); piece < count; piece = next.getAndIncrement()) {
        work.accept(piece);
        if (isPolite && pool.isBusy()) {
          return false;
        }
      }
    } catch (Throwable e) {
      next.set(count);
      synchronized (this) {
        failure = failure == null ? e : failure;
      }
    }
    return true;
  }
}
