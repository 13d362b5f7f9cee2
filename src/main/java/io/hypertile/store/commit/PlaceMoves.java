package io.hypertile.store.commit;

import io.hypertile.store.CommitResult;
import io.hypertile.store.Condition;
import io.hypertile.store.DeleteResult;
import io.hypertile.store.KeptStates;
import io.hypertile.store.KeyChange;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.NewObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PutResult;
import io.hypertile.store.Revisions.Move;
import io.hypertile.store.Revisions.Relocation;
import io.hypertile.store.SideBySide;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Moves of places from one ref to another: the bytes of their objects stay where they are. The ref
 * is put in the new place before one that names nothing replaces it in the old one, under the
 * condition that no other writer has come first; so a place is whole in one of the two at any time,
 * or in both, and its bytes are named by one of them.
 */
final class PlaceMoves {
  private static final int TRIES = 100;

  /** Objects in one call that deletes. */
  private static final int PAGE = 1_000;

  /** Bytes of the largest plain object that is moved. */
  private static final long LARGEST = 1L << 30;

  private final Committing committing;
  private final Store store;
  private final Refs refs;
  private final RefChange change;
  private final Uploads uploads;

  /** Commits changes for a state. */
  @FunctionalInterface
  interface Committing {
    CommitResult commit(CommittedState base, List<KeyChange> changes);
  }

  PlaceMoves(Store store, Refs refs, Uploads uploads, Committing committing) {
    this.committing = committing;
    this.store = store;
    this.refs = refs;
    this.change = new RefChange(refs);
    this.uploads = uploads;
  }

  void make(Relocation relocation) {
    // What comes to be there later belongs to somebody else.
    List<StoreKey> cleared = new ArrayList<>();
    relocation.cleared().forEach(place -> cleared.addAll(store.keysBelow(Names.refs(place))));
    relocation.cleared().forEach(place -> cleared.addAll(lowestFirst(place)));
    List<NewObject> notes = relocation.notes();
    int last = Math.max(0, notes.size() - 1);
    for (List<NewObject> some :
        List.of(notes.subList(0, last), notes.subList(last, notes.size()))) {
      store.putAll(some, Condition.ALWAYS).forEach(this::requireStored);
    }
    SideBySide.each(relocation.places(), this::move);
    relocation.others().forEach(this::moveAll);
    delete(cleared);
  }

  /** Keys of the plain objects of a place, those directly in it last. */
  private List<StoreKey> lowestFirst(StorePrefix place) {
    List<StoreKey> keys = store.keysBelow(place);
    keys.sort(Comparator.comparing(key -> place.relative(key).indexOf('/') < 0));
    return keys;
  }

  private void requireStored(PutResult result) {
    if (!(result instanceof PutResult.Stored)) {
      throw failed(result instanceof PutResult.Unknown unknown ? unknown.cause() : null);
    }
  }

  private StoreException failed(@Nullable Throwable cause) {
    return new StoreException(
        store.name(), "Not all was moved; the same call moves the rest.", Retry.LATER, cause);
  }

  private Move move(Move move) {
    for (int tries = 0; tries < TRIES; tries++) {
      Instant start = Instant.now();
      CommittedState before = CommittedState.open(store, refs, move.from());
      if (before.version().isEmpty()) {
        return move;
      }
      Map<String, Entry.Put> plain = plain(before);
      PlaceRef copy = copy(before, plain);
      requireFresh(start);
      put(move.to(), copy);
      switch (committing.commit(before, removal(before, plain))) {
        case CommitResult.Committed committed -> {
          return move;
        }
        case CommitResult.Unknown unknown -> throw failed(unknown.cause());
        case CommitResult.Lost lost -> {}
      }
    }
    throw failed(null);
  }

  /** A copy that is put late would name what is removed by then, if others changed the place. */
  private void requireFresh(Instant start) {
    // System.nanoTime does not count the time for which a machine is suspended.
    if (start.plus(WriteId.STAGED_AGE).isBefore(Instant.now())) {
      throw failed(null);
    }
  }

  /** Plain objects of a state, put again under names of their own. */
  private Map<String, Entry.Put> plain(CommittedState before) {
    Map<String, Entry.Put> plain = new HashMap<>();
    if (!before.ref().isOver()) {
      return plain;
    }
    StorePrefix place = before.head().parent();
    for (StoreKey key : store.keysBelow(place)) {
      String name = place.relative(key);
      Optional<LoadedObject> loaded =
          before.ref().find(name).isPresent() ? Optional.empty() : before.load(key, LARGEST);
      loaded.ifPresent(object -> {
        StagedBytes staged = uploads.put(ObjectBody.of(object.bytes()));
        plain.put(name, staged.await());
        staged.take();
      });
    }
    return plain;
  }

  private static PlaceRef copy(CommittedState before, Map<String, Entry.Put> plain) {
    PlaceRef ref = before.ref();
    Map<String, Entry> newer = new HashMap<>(ref.newer());
    newer.putAll(plain);
    return new PlaceRef(
        before.found().isPresent() ? ref.state() : WriteId.next(),
        before.head().name(),
        ref.recent(),
        false,
        ref.base(),
        ref.listed(),
        Map.copyOf(newer));
  }

  private static List<KeyChange> removal(CommittedState before, Map<String, Entry.Put> plain) {
    StorePrefix place = before.head().parent();
    List<KeyChange> changes = new ArrayList<>();
    before
        .ref()
        .all()
        .forEach((name, entry) -> {
          if (entry instanceof Entry.Put) {
            changes.add(new KeyChange.Remove(place.key(name)));
          }
        });
    plain.keySet().forEach(name -> changes.add(new KeyChange.Remove(place.key(name))));
    return changes;
  }

  /** Puts a ref where nothing is, or where an earlier try has put it or one before it. */
  private void put(StoreKey to, PlaceRef copy) {
    for (int tries = 0; tries < TRIES; tries++) {
      CommittedState there = CommittedState.open(store, refs, to);
      if (there.version().isPresent()) {
        if (there.ref().state().equals(copy.state())) {
          return;
        }
        if (there.found().isEmpty() || !copy.isMadeBy(there.ref().state())) {
          throw KeptStates.inTheWay(to);
        }
      }
      switch (change.make(to.parent(), there.found(), over(there, copy))) {
        case RefChange.Outcome.Made made -> {
          return;
        }
        case RefChange.Outcome.Unknown(Exception cause) -> throw failed(cause);
        case RefChange.Outcome.NotMade notMade -> {}
      }
    }
    throw failed(null);
  }

  /** A ref that hides the plain objects that the one before it hides. */
  private static PlaceRef over(CommittedState there, PlaceRef copy) {
    if (there.found().isEmpty() || !there.ref().isOver()) {
      return copy;
    }
    Map<String, Entry> newer = new HashMap<>();
    there.ref().all().keySet().stream()
        .filter(name -> copy.find(name).isEmpty())
        .forEach(name -> newer.put(name, Entry.REMOVED));
    newer.putAll(copy.newer());
    return new PlaceRef(
        copy.state(),
        copy.head(),
        copy.recent(),
        true,
        copy.base(),
        copy.listed(),
        Map.copyOf(newer));
  }

  /** Moves plain objects: each is there twice before it is there once. */
  private void moveAll(Move move) {
    List<StoreKey> keys = store.keysBelow(move.from().asPrefix());
    keys.add(move.from());
    SideBySide.each(
        keys,
        key -> {
          store
              .load(key, LARGEST)
              .ifPresent(found ->
                  requireStored(
                      store.put(move.target(key), ObjectBody.of(found.bytes()), Condition.ALWAYS)));
          return key;
        });
    delete(keys);
  }

  private void delete(List<StoreKey> keys) {
    for (int from = 0; from < keys.size(); from += PAGE) {
      DeleteResult result = store.delete(keys.subList(from, Math.min(keys.size(), from + PAGE)));
      result.failed().values().stream()
          .findFirst()
          .ifPresent(cause -> {
            throw failed(cause);
          });
    }
  }
}
