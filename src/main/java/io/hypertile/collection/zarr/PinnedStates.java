package io.hypertile.collection.zarr;

import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.across.SharedState;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * States of collections that are shown under their numbers, so that what is read of one is of one
 * moment, whatever is changed meanwhile. A state is kept from when it is first read, as the present
 * one, until nobody has read it for ten minutes, an hour at most; of the {@value #MOST} that are
 * kept in all, the one that was not read for the longest time gives way to another. What is
 * replaced or deleted after it takes its space until then. Thread-safe.
 */
public final class PinnedStates implements AutoCloseable {
  /** Most states that are kept. */
  static final int MOST = 16;

  static final Duration IDLE = Duration.ofMinutes(10);
  static final Duration LONGEST = Duration.ofHours(1);

  private final InstantSource clock;
  private final Function<Duration, Executor> later;
  private final Map<Key, Pin> pins = new LinkedHashMap<>(MOST, 0.75f, true);

  /** Whether a sweep is due, so that there is one at a time; guarded by the map. */
  private boolean isDue;

  private record Key(Datasets datasets, long epoch) {}

  /** A state with the moments when it was opened and last read; the map is one of its holders. */
  private record Pin(SharedState held, Instant opened, Instant used) {
    boolean isOver(Instant now) {
      return now.isAfter(used.plus(IDLE)) || now.isAfter(opened.plus(LONGEST));
    }
  }

  /** No states. */
  public PinnedStates(InstantSource clock) {
    this(
        clock,
        pause ->
            CompletableFuture.delayedExecutor(
                pause.toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread));
  }

  /**
   * No states.
   *
   * @param later runs work after a pause
   */
  PinnedStates(InstantSource clock, Function<Duration, Executor> later) {
    this.clock = clock;
    this.later = later;
  }

  /**
   * A state of a collection.
   *
   * @param datasets equal for as long as it is the same collection
   * @return has one more holder, the caller
   * @throws ServiceException {@code state-gone} if it is neither kept nor the present one
   */
  SharedState take(Datasets datasets, long epoch) {
    Key key = new Key(datasets, epoch);
    sweep();
    synchronized (pins) {
      Pin known = pins.get(key);
      if (known != null) {
        return renewed(key, known);
      }
    }
    SharedState opened = new SharedState(datasets.open());
    long present = opened.state().epoch();
    if (present != epoch) {
      opened.release();
      throw gone(epoch, present);
    }
    // Names are found in the store of a hierarchy, which has them as long as it is the present one.
    opened.state().count();
    return kept(key, opened);
  }

  private static ServiceException gone(long epoch, long present) {
    return new ServiceException(
        ErrorCode.STATE_GONE,
        "The state is not kept, and is not the present one; open that, or the collection itself.",
        Map.of("epoch", epoch, "present", present),
        null);
  }

  private SharedState renewed(Key key, Pin known) {
    pins.put(key, new Pin(known.held, known.opened, clock.instant()));
    return known.held.share();
  }

  /** Keeps a state, unless another caller was faster. */
  private SharedState kept(Key key, SharedState opened) {
    List<SharedState> freed = new ArrayList<>();
    SharedState taken;
    synchronized (pins) {
      Pin other = pins.get(key);
      if (other == null) {
        Instant now = clock.instant();
        pins.put(key, new Pin(opened, now, now));
        taken = opened.share();
      } else {
        freed.add(opened);
        taken = renewed(key, other);
      }
      Iterator<Pin> eldest = pins.values().iterator();
      while (pins.size() > MOST) {
        freed.add(eldest.next().held);
        eldest.remove();
      }
    }
    freed.forEach(SharedState::release);
    sweepAfter(IDLE.plusMillis(1));
    return taken;
  }

  /** Gives up the states whose time is over. */
  void sweep() {
    List<SharedState> freed = new ArrayList<>();
    Instant now = clock.instant();
    synchronized (pins) {
      pins.values()
          .removeIf(pin -> {
            if (pin.isOver(now)) {
              freed.add(pin.held);
              return true;
            }
            return false;
          });
    }
    freed.forEach(SharedState::release);
  }

  /** Number of states that are kept. */
  int count() {
    synchronized (pins) {
      return pins.size();
    }
  }

  /** Sweeps again and again while there are states, unless that is due already. */
  private void sweepAfter(Duration pause) {
    synchronized (pins) {
      if (isDue || pins.isEmpty()) {
        return;
      }
      isDue = true;
    }
    later
        .apply(pause)
        .execute(() -> {
          synchronized (pins) {
            isDue = false;
          }
          sweep();
          sweepAfter(IDLE.dividedBy(2));
        });
  }

  /** Gives up all states. */
  @Override
  public void close() {
    List<SharedState> freed = new ArrayList<>();
    synchronized (pins) {
      pins.values().forEach(pin -> freed.add(pin.held));
      pins.clear();
    }
    freed.forEach(SharedState::release);
  }
}
