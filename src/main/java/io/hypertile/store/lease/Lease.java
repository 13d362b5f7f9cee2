package io.hypertile.store.lease;

import io.hypertile.store.Condition;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.PutResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A lease on some work for a store: one small object that is replaced under conditions alone. Of
 * servers that take it at once one succeeds, and each holding has a number, its epoch, greater than
 * all before it.
 *
 * <p>Clocks of servers are never compared. A holder stops two thirds of the time after it began to
 * ask for the last renewal that was made; another server takes the lease over when it has seen the
 * object unchanged for all of the time. So two hold it at once only if a clock runs more than half
 * as fast again as another, or stands still while its machine is suspended, and requests that a
 * former holder has sent may arrive late. What is done under a lease must therefore do no harm when
 * a former holder does it; the lease keeps it from being done twice. Thread-safe.
 */
public final class Lease {
  private static final long LONGEST = 4 << 10;

  private final Store store;
  private final StoreKey key;
  private final Duration time;
  private final LongSupplier nanos;
  private @Nullable Seen seen;

  /**
   * A lease that this server does not hold.
   *
   * @param store has the object; takes conditions
   * @param key of the object
   * @param time after which the lease of a server that says nothing any more is free
   */
  public Lease(Store store, StoreKey key, Duration time) {
    this(store, key, time, System::nanoTime);
  }

  /** A lease by a clock of a test. */
  public Lease(Store store, StoreKey key, Duration time, LongSupplier nanos) {
    this.store = store;
    this.key = key;
    this.time = time;
    this.nanos = nanos;
  }

  /** A state of the object that another server has put, and when it was first seen. */
  private record Seen(ObjectVersion version, long since) {}

  /** Time after which the lease of a server that says nothing any more is free. */
  public Duration time() {
    return time;
  }

  /**
   * Takes the lease if it is free, or its holder has said nothing for its time since this object
   * first saw that.
   *
   * @return the holding, to be closed; empty if another server has the lease
   * @throws StoreException if the store does not answer
   */
  public synchronized Optional<Holding> take() {
    Optional<LoadedObject> found = store.load(key, LONGEST);
    LeaseState before =
        found.map(object -> LeaseState.of(object.bytes())).orElse(LeaseState.none());
    if (found.isPresent() && before.isHeld() && !isSilent(found.get().version())) {
      return Optional.empty();
    }
    seen = null;
    LeaseState next = before.taken();
    long asked = nanos.getAsLong();
    return put(next, found.map(LoadedObject::version))
        .map(version -> new Holding(next, version, asked));
  }

  /**
   * When work was last done to the end, by the clock of the server that did it; empty if it never
   * was.
   *
   * @throws StoreException if the store does not answer
   */
  public Optional<Instant> done() {
    return store.load(key, LONGEST).flatMap(found -> LeaseState.of(found.bytes()).done());
  }

  private boolean isSilent(ObjectVersion version) {
    Seen known = seen;
    if (known == null || !known.version.equals(version)) {
      seen = new Seen(version, nanos.getAsLong());
      return false;
    }
    return nanos.getAsLong() - known.since >= time.toNanos();
  }

  /**
   * Puts a state in place of another.
   *
   * @param at state of the object that is replaced; empty if there is no object
   * @return the version of the state; empty if it is not known to be there
   */
  private Optional<ObjectVersion> put(LeaseState state, Optional<ObjectVersion> at) {
    Condition condition = at.<Condition>map(Condition.At::new).orElse(Condition.ABSENT);
    return switch (store.put(key, ObjectBody.of(state.bytes()), condition)) {
      case PutResult.Stored stored -> Optional.of(stored.version());
      case PutResult.Refused refused -> Optional.empty();
      case PutResult.Unknown unknown ->
          store
              .load(key, LONGEST)
              .filter(now -> LeaseState.of(now.bytes()).write().equals(state.write()))
              .map(LoadedObject::version);
    };
  }

  /** A time in which this server alone has the lease, as far as clocks tell. For one thread. */
  public final class Holding implements AutoCloseable {
    private LeaseState state;
    private ObjectVersion version;
    private long asked;
    private boolean isLost;

    private Holding(LeaseState state, ObjectVersion version, long asked) {
      this.state = state;
      this.version = version;
      this.asked = asked;
    }

    /** Number of the holding, greater than those of all before it. */
    public long epoch() {
      return state.epoch();
    }

    /**
     * Renews the lease where it is time to; called before each step of the work.
     *
     * @throws StoreException if the lease is lost, or so much time has passed that another server
     *     may have it: then nothing more is to be done
     */
    public void keep() {
      requireTime();
      if (nanos.getAsLong() - asked < time.toNanos() / 4) {
        return;
      }
      LeaseState next = state.renewed();
      long now = nanos.getAsLong();
      try {
        Optional<ObjectVersion> put = put(next, Optional.of(version));
        if (put.isPresent()) {
          state = next;
          version = put.get();
          asked = now;
        } else {
          isLost = isOther();
        }
      } catch (StoreException e) {
        // There is time to ask again.
      }
      requireTime();
    }

    /** Whether the object is in another state than this holding has put. */
    private boolean isOther() {
      return store.load(key, LONGEST).map(LoadedObject::version).filter(version::equals).isEmpty();
    }

    private void requireTime() {
      if (!isTime()) {
        throw new StoreException(
            store.name(),
            "The lease " + key.name() + " is another server's by now; nothing more is done.",
            StoreException.Retry.LATER,
            null);
      }
    }

    private boolean isTime() {
      isLost |= nanos.getAsLong() - asked >= time.toNanos() / 3 * 2;
      return !isLost;
    }

    /** Gives the lease back after the work was done to the end. */
    public void done(Instant now) {
      end(Optional.of(now));
    }

    /** Gives the lease back, unless that was done or it is another server's by now. */
    @Override
    public void close() {
      end(Optional.empty());
    }

    private void end(Optional<Instant> done) {
      if (!isTime()) {
        return;
      }
      isLost = true;
      try {
        put(state.free(done), Optional.of(version));
      } catch (StoreException e) {
        // It is free when its time is over.
      }
    }
  }
}
