package io.hypertile.dataset.coordinates;

import io.hypertile.dataset.DatasetsState;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A state of datasets that is held by those who found it and by arrays that were found in it, until
 * the last of them lets go. Thread-safe.
 */
final class HeldState {
  private final DatasetsState state;
  private int holders = 1;

  /** A state with one holder, the caller. */
  HeldState(DatasetsState state) {
    this.state = state;
  }

  /** The state; only for those who hold it. */
  DatasetsState state() {
    return state;
  }

  /** One holder, who lets go once. */
  static final class Share implements AutoCloseable {
    private final HeldState held;
    private final AtomicBoolean isGone = new AtomicBoolean();

    private Share(HeldState held) {
      this.held = held;
    }

    /** The same state for another holder; empty if this one has let go. */
    Optional<Share> share() {
      synchronized (held) {
        return isGone.get() ? Optional.empty() : Optional.of(held.share());
      }
    }

    /** The state, while it is held. */
    DatasetsState state() {
      return held.state;
    }

    @Override
    public void close() {
      synchronized (held) {
        if (isGone.getAndSet(true)) {
          return;
        }
      }
      held.release();
    }
  }

  /** Adds a holder; to be called by one. */
  synchronized Share share() {
    holders++;
    return new Share(this);
  }

  /** Takes a holder away. */
  void release() {
    boolean isLast;
    synchronized (this) {
      holders--;
      isLast = holders == 0;
    }
    if (isLast) {
      state.close();
    }
  }
}
