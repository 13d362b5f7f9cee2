package io.hypertile.dataset.across;

import io.hypertile.dataset.DatasetsState;
import java.util.concurrent.atomic.AtomicInteger;

/** A state of datasets that several arrays hold; the last one to let go closes it. Thread-safe. */
public final class SharedState {
  private final DatasetsState state;
  private final AtomicInteger holders = new AtomicInteger(1);

  /** A state with one holder, the caller. */
  public SharedState(DatasetsState state) {
    this.state = state;
  }

  /** The state, which is open while it is held. */
  public DatasetsState state() {
    return state;
  }

  /** Adds a holder; to be called by one. */
  public SharedState share() {
    holders.incrementAndGet();
    return this;
  }

  /** Takes a holder away, once for each. */
  public void release() {
    if (holders.decrementAndGet() == 0) {
      state.close();
    }
  }
}
