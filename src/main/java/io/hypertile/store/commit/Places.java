package io.hypertile.store.commit;

import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Places in which something was committed, with their present refs. For one thread. */
final class Places {
  private final Map<StorePrefix, PlaceRef> refs = new HashMap<>();
  private final Set<StorePrefix> listed = new HashSet<>();

  /** The places around one, from the nearest to that of all objects. */
  static List<StorePrefix> above(StorePrefix place) {
    List<StorePrefix> above = new ArrayList<>();
    for (StorePrefix at = place; !at.isRoot(); ) {
      at = at.parent();
      above.add(at);
    }
    return above;
  }

  void add(StorePrefix place, PlaceRef ref) {
    refs.put(place, ref);
  }

  /** Notes a prefix that is listed, whatever plain objects are below it. */
  void list(StorePrefix child) {
    listed.add(child);
  }

  /** Prefixes that are listed, whatever plain objects are below them. */
  Set<StorePrefix> listed() {
    return listed;
  }

  /** The object that stands for a prefix where only children are listed. */
  static StoredObject standIn(StorePrefix child) {
    return new StoredObject(child.key("!"), 0, new ObjectVersion("none"));
  }

  boolean has(StorePrefix place) {
    return refs.containsKey(place);
  }

  void forEach(BiConsumer<StorePrefix, PlaceRef> taker) {
    refs.forEach(taker);
  }

  /** The nearest of them around an object. */
  Optional<StorePrefix> around(StoreKey key) {
    for (StorePrefix place = key.parent(); ; place = place.parent()) {
      if (refs.containsKey(place)) {
        return Optional.of(place);
      }
      if (place.isRoot()) {
        return Optional.empty();
      }
    }
  }

  /** Whether an object below a prefix may belong to one of them. */
  boolean mayHold(StorePrefix prefix) {
    return around(prefix.key("x")).isPresent()
        || refs.keySet().stream()
            .anyMatch(place -> !place.isRoot() && place.asKey().isBelow(prefix));
  }

  /** A plain object as it is to be shown; null if a state says something else of its key. */
  @Nullable StoredObject shown(StoredObject plain) {
    StoreKey key = plain.key();
    if (Names.isPrivate(key)) {
      return null;
    }
    Optional<StorePrefix> place = around(key);
    if (place.isEmpty()) {
      return plain;
    }
    PlaceRef ref = refs.get(place.get());
    String name = place.get().relative(key);
    if (ref == null || ref.find(name).isPresent()) {
      return null;
    }
    return name.equals(ref.head())
        ? new StoredObject(key, plain.size(), new ObjectVersion(ref.state().text()))
        : plain;
  }
}
