package io.hypertile.store.commit;

import io.hypertile.store.Revisions.Fault;
import io.hypertile.store.Revisions.FaultKind;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Check of all refs and of the objects that they name. Objects are listed part by part, in the
 * order of their keys, and all refs are read for each part, so that memory is bounded by the size
 * of a part and of some refs. What seems wrong is looked at again, as writers may be at work. For
 * one thread.
 */
final class StateCheck {
  private static final int PAGE = 1_000;

  private final Store store;
  private final NamedObjects named;
  private final Set<FaultKind> kinds;
  private final Predicate<Fault> taker;
  private final Instant now;
  private final int part;
  private boolean isFirst = true;
  private volatile boolean isOver;

  /**
   * A check of a store.
   *
   * @param kinds faults of other kinds are left out
   * @param taker takes a fault, and gives whether more are to be found
   * @param now the present moment
   * @param part objects that are held at a time, at least 1
   */
  StateCheck(Store store, Set<FaultKind> kinds, Predicate<Fault> taker, Instant now, int part) {
    this.store = store;
    this.named = new NamedObjects(store);
    this.kinds = kinds;
    this.taker = taker;
    this.now = now;
    this.part = part;
  }

  /**
   * Objects that were listed, with their sizes: all that have a key of a range.
   *
   * @param after key before the first
   * @param upTo the last key; empty if the range has no end
   */
  private record Part(String after, Optional<String> upTo, Map<String, Long> sizes) {
    boolean covers(StoreKey key) {
      return key.text().compareTo(after) > 0
          && upTo.filter(last -> key.text().compareTo(last) > 0).isEmpty();
    }
  }

  void run() {
    String after = "";
    NamedObjects.Pages listing = new NamedObjects.Pages(store, Math.min(PAGE, part));
    do {
      Map<String, Long> sizes = new HashMap<>();
      String last = after;
      do {
        for (StoredObject object : listing.next()) {
          sizes.put(object.key().text(), object.size());
          last = object.key().text();
        }
      } while (listing.hasNext() && sizes.size() < part);
      look(new Part(after, Optional.of(last).filter(key -> listing.hasNext()), sizes));
      after = last;
    } while (listing.hasNext() && !isOver);
  }

  private void look(Part listed) {
    Map<String, Long> unnamed = new HashMap<>(listed.sizes);
    unnamed.keySet().removeIf(key -> !isOld(new StoreKey(key)));
    eachRef((place, ref) -> {
      lookAt(place, ref, listed, unnamed);
      return !isOver;
    });
    isFirst = false;
    if (kinds.contains(FaultKind.UNNAMED_OBJECT) && !unnamed.isEmpty() && !isOver) {
      // A ref that was moved meanwhile may have been in neither of its places.
      eachRef((place, ref) -> {
        NamedObjects.of(ref).keySet().forEach(key -> unnamed.remove(key.text()));
        return !unnamed.isEmpty();
      });
      new TreeMap<>(unnamed).forEach(this::addUnnamed);
    }
  }

  private void lookAt(StorePrefix place, PlaceRef ref, Part listed, Map<String, Long> unnamed) {
    NamedObjects.of(ref)
        .forEach((key, size) -> {
          if (!listed.covers(key)) {
            return;
          }
          unnamed.remove(key.text());
          Long stored = listed.sizes.get(key.text());
          if (stored == null) {
            addMissing(place, key);
          } else if (size.isPresent() && !size.get().equals(stored)) {
            add(
                FaultKind.WRONG_OBJECT_SIZE,
                key,
                Optional.of(place),
                "The object has %d bytes, and the state of %s says %d."
                    .formatted(stored, place, size.get()));
          }
        });
  }

  /** Adds an object that was not listed, if it was not put after that and is still named. */
  private void addMissing(StorePrefix place, StoreKey key) {
    boolean isMissing =
        store.find(key).isEmpty()
            && new Refs(store)
                .find(place)
                .filter(found -> NamedObjects.of(found.ref()).containsKey(key))
                .isPresent();
    if (isMissing) {
      add(
          FaultKind.MISSING_OBJECT,
          key,
          Optional.of(place),
          "The state of %s names the object, which is not there.".formatted(place));
    }
  }

  private void addUnnamed(String key, long size) {
    add(
        FaultKind.UNNAMED_OBJECT,
        new StoreKey(key),
        Optional.empty(),
        "No state names the object, which takes %d bytes; servers remove such ones a day after they"
                .formatted(size)
            + " found them so.");
  }

  /** Whether an object cannot be waiting for a commit: it is too old, or has no name of a write. */
  private boolean isOld(StoreKey key) {
    return !WriteId.isOne(key.name()) || new WriteId(key.name()).isOlder(StateSweep.KEPT, now);
  }

  /** Shows all refs that can be read, until it is told to end. */
  private void eachRef(BiPredicate<StorePrefix, PlaceRef> shown) {
    named.eachRef(
        shown,
        (key, damage) -> {
          if (isFirst) {
            add(FaultKind.UNREADABLE_STATE, key, Optional.of(Names.place(key)), damage.detail());
          }
        });
  }

  private synchronized void add(
      FaultKind kind, StoreKey key, Optional<StorePrefix> place, String detail) {
    if (!isOver && kinds.contains(kind)) {
      isOver = !taker.test(new Fault(kind, key, place, detail));
    }
  }
}
