package io.hypertile.store.commit;

import io.hypertile.store.PutResult;
import io.hypertile.store.StoreException;
import io.hypertile.store.StorePrefix;
import java.util.Optional;

/**
 * Puts refs in place of others, and finds out what became of a put without an answer. Thread-safe.
 *
 * @param refs where they are
 */
record RefChange(Refs refs) {
  /** Tries of a put whose outcome is not known and which changed nothing so far. */
  private static final int TRIES = 3;

  /** Outcome of a put. */
  sealed interface Outcome {
    /**
     * The ref was put, and may have been replaced since.
     *
     * @param put the ref as it was put; empty where its version is not known
     */
    record Made(Optional<Refs.Found> put) implements Outcome {}

    /**
     * The ref was not put, and never will be.
     *
     * @param now the present ref; empty if the key has no ref
     */
    record NotMade(Optional<Refs.Found> now) implements Outcome {}

    /**
     * Whether the ref was put is not known.
     *
     * @param cause failure of the put
     */
    record Unknown(Exception cause) implements Outcome {}
  }

  /**
   * Puts a ref in place of one that was found, or where there was none.
   *
   * @throws StoreException if nothing was changed for a reason of the store
   */
  Outcome make(StorePrefix place, Optional<Refs.Found> before, PlaceRef next) {
    Optional<Exception> cause = Optional.empty();
    for (int tries = 0; tries < TRIES; tries++) {
      PutResult result;
      try {
        result = refs.replace(place, before, next);
      } catch (StoreException e) {
        if (cause.isEmpty()) {
          throw e;
        }
        return new Outcome.Unknown(cause.get());
      }
      switch (result) {
        case PutResult.Stored stored -> {
          return new Outcome.Made(Optional.of(new Refs.Found(next, stored.version())));
        }
        case PutResult.Refused refused -> {
          return settle(place, before, next, cause);
        }
        case PutResult.Unknown unknown -> cause = cause.or(() -> Optional.of(unknown.cause()));
      }
    }
    return settle(place, before, next, cause);
  }

  /** Reads what became of a ref that another writer, or this one, may have put. */
  private Outcome settle(
      StorePrefix place, Optional<Refs.Found> before, PlaceRef next, Optional<Exception> cause) {
    Optional<Refs.Found> now;
    try {
      now = refs.find(place);
    } catch (StoreException e) {
      if (cause.isEmpty()) {
        throw e;
      }
      return new Outcome.Unknown(cause.get());
    }
    if (now.isPresent() && now.get().ref().isMadeBy(next.state())) {
      return new Outcome.Made(now.filter(found -> found.ref().state().equals(next.state())));
    }
    // A ref that has moved on from the one before never takes the put; history tells that it did
    // not take it earlier.
    boolean hasMoved =
        now.isPresent() && !now.map(Refs.Found::version).equals(before.map(Refs.Found::version));
    WriteId state = before.map(found -> found.ref().state()).orElse(PlaceRef.FIRST);
    if (cause.isEmpty() || hasMoved && now.get().ref().isMadeBy(state)) {
      return new Outcome.NotMade(now);
    }
    return new Outcome.Unknown(cause.get());
  }
}
