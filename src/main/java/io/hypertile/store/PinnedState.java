package io.hypertile.store;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;

/**
 * A state of a place that several have at once: it is let go when the last of them is done.
 * Thread-safe.
 */
public final class PinnedState {
  private final Revision all;
  private final AtomicInteger holders = new AtomicInteger(1);

  /** Takes over the state, for a first holder. */
  public PinnedState(Revision all) {
    this.all = all;
  }

  /** The state. */
  public Revision all() {
    return all;
  }

  /** Keeps the state for one more holder, until that releases it. */
  public void hold() {
    holders.updateAndGet(count -> {
      if (count == 0) {
        throw new IllegalStateException("the state is closed");
      }
      return count + 1;
    });
  }

  /** The state for one more holder, seen from a head, until that closes it. */
  public Revision open(StoreKey head) {
    hold();
    boolean isHeld = false;
    try {
      Revision held = new Held(this, SeenRevision.of(all, head), new AtomicBoolean());
      isHeld = true;
      return held;
    } finally {
      if (!isHeld) {
        release();
      }
    }
  }

  /** Lets go of the state for one holder. */
  public void release() {
    if (holders.decrementAndGet() == 0) {
      all.close();
    }
  }

  /** The state of one holder. */
  private record Held(PinnedState pinned, SeenRevision seen, AtomicBoolean isClosed)
      implements Revision {
    @Override
    public StoreKey head() {
      return seen.head();
    }

    @Override
    public Optional<ObjectVersion> version() {
      return seen.version();
    }

    @Override
    public Optional<StoredObject> find(StoreKey key) {
      return seen.find(key);
    }

    @Override
    public Optional<LoadedObject> load(StoreKey key, long limit) {
      return seen.load(key, limit);
    }

    @Override
    public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
      return seen.read(key, pieces, at);
    }

    @Override
    public ReadResult readAll(
        StoreKey key, LongFunction<MemorySegment> room, Optional<ObjectVersion> at) {
      return seen.readAll(key, room, at);
    }

    @Override
    public void close() {
      if (!isClosed.getAndSet(true)) {
        pinned.release();
      }
    }
  }
}
