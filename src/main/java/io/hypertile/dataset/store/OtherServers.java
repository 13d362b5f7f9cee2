package io.hypertile.dataset.store;

import io.hypertile.store.age.Staleness;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Commits of other servers, which are looked for when the state is of some age. One thread at a
 * time looks, and the others keep the state that is known, unless that is so old that they must
 * wait. Thread-safe.
 */
final class OtherServers {
  /** Times as long as a state lasts after which it is given to nobody. */
  private static final int OLDEST = 2;

  private final PresentState state;
  private final CommitQueue queue;
  private final long lasting;
  private boolean isLooking;
  private long looks;
  private @Nullable RuntimeException failure;

  /**
   * No look yet.
   *
   * @param lasting how long a state counts without a look; empty if only this server changes it
   */
  OtherServers(PresentState state, CommitQueue queue, Optional<Duration> lasting) {
    this.state = state;
    this.queue = queue;
    this.lasting = lasting.map(Duration::toNanos).orElse(-1L);
  }

  /** Looks if it is time. */
  void look() {
    if (lasting >= 0 && age() >= lasting && isTurn()) {
      RuntimeException failed = null;
      try {
        take();
      } catch (RuntimeException e) {
        failed = e;
        throw e;
      } finally {
        ended(failed);
      }
    }
  }

  private long age() {
    return System.nanoTime() - state.seenAt();
  }

  /** Whether this thread is to look; waits for the look of another one if it must. */
  private synchronized boolean isTurn() {
    boolean wasInterrupted = false;
    try {
      while (isLooking && age() >= OLDEST * lasting) {
        long awaited = looks;
        while (isLooking && looks == awaited) {
          try {
            wait();
          } catch (InterruptedException e) {
            wasInterrupted = true;
          }
        }
        RuntimeException why = failure;
        // With leave for an old state, this thread may get one where the other thread failed.
        if (why != null && Staleness.present().isEmpty()) {
          throw why;
        }
      }
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
    boolean isTurn = !isLooking && age() >= lasting;
    isLooking |= isTurn;
    return isTurn;
  }

  private synchronized void ended(@Nullable RuntimeException failed) {
    isLooking = false;
    looks++;
    failure = failed;
    notifyAll();
  }

  /** Reads what came while commits are made, and takes it over between two of them. */
  private void take() {
    boolean isTaken = false;
    while (!isTaken) {
      isTaken = takeOnce();
    }
  }

  /** False if this server has made another state meanwhile, so that there is more to look for. */
  private boolean takeOnce() {
    Snapshot held = state.hold();
    try {
      long now = System.nanoTime();
      boolean[] isTaken = {true};
      state
          .later(held)
          .ifPresent(later -> queue.alone(() -> isTaken[0] = state.follow(held, later, now)));
      return isTaken[0];
    } finally {
      held.release();
    }
  }
}
