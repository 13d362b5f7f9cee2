package io.hypertile.chunk;

import io.hypertile.memory.UninterruptedWait;
import java.util.function.Predicate;

/**
 * Threads of the codec pool that help with a piece of work while they are free. A helper that lets
 * other work go first comes back behind it. Thread-safe.
 */
final class PoolHelpers {
  private final CodecPool pool;
  private final int most;
  private final Predicate<CodecPool> work;

  // Guarded by this.
  private boolean isOver;
  private int summoned;
  private int helping;

  /**
   * No helpers yet.
   *
   * @param most helpers at a time
   * @param work what each does; false if it stopped for others' sake
   */
  PoolHelpers(CodecPool pool, int most, Predicate<CodecPool> work) {
    this.pool = pool;
    this.most = most;
    this.work = work;
  }

  /** Asks for as many as there may be. */
  void summon() {
    while (isWanted()) {
      if (!pool.tryExecute(this::help)) {
        leave();
        return;
      }
    }
  }

  private synchronized boolean isWanted() {
    boolean isWanted = summoned < most && !isOver;
    summoned += isWanted ? 1 : 0;
    return isWanted;
  }

  private synchronized void leave() {
    summoned--;
  }

  private void help() {
    synchronized (this) {
      if (isOver) {
        return;
      }
      helping++;
    }
    boolean isLeaving = true;
    try {
      isLeaving = work.test(pool);
    } finally {
      synchronized (this) {
        helping--;
        notifyAll();
      }
    }
    if (isLeaving || !pool.tryExecute(this::help)) {
      leave();
    }
  }

  /** Waits whatever happens for those at work, and has no more of them. */
  synchronized void end() {
    isOver = true;
    UninterruptedWait.await(this, () -> helping == 0);
  }
}
