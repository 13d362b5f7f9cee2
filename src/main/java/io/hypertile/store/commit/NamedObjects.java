package io.hypertile.store.commit;

import io.hypertile.error.CorruptDataException;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.SideBySide;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;

/**
 * The objects that refs name, and the refs that name them, walked with memory for some refs and a
 * page of objects.
 *
 * @param store beneath the view of its present objects
 */
record NamedObjects(Store store) {
  /** Refs that are read at a time: each may be large. */
  private static final int TOGETHER = 32;

  /**
   * Keys that a ref names, with the sizes that it tells; those of objects that are in it are not.
   */
  static Map<StoreKey, Optional<Long>> of(PlaceRef ref) {
    Map<StoreKey, Optional<Long>> named = new HashMap<>();
    ref.base().ifPresent(list -> named.put(Names.manifest(list), Optional.empty()));
    ref.all()
        .values()
        .forEach(entry -> {
          if (entry instanceof Entry.Put put && put.own().isEmpty()) {
            named.put(Names.object(put.id()), Optional.of(put.size()));
          }
        });
    return named;
  }

  /**
   * Shows all refs, until it is told to end; some are read side by side. One that is moved
   * meanwhile may be shown twice or not at all.
   *
   * @param shown gives whether more are to be shown
   * @param damaged is told of each ref that cannot be read
   */
  void eachRef(
      BiPredicate<StorePrefix, PlaceRef> shown,
      BiConsumer<StoreKey, CorruptDataException> damaged) {
    Refs refs = new Refs(store);
    Optional<ListMark> mark = Optional.empty();
    do {
      KeyPage page = store.list(Names.REFS, mark, TOGETHER, Depth.ALL);
      List<StoreKey> keys =
          page.objects().stream().map(StoredObject::key).filter(Names::isRef).toList();
      List<Optional<PlaceRef>> read = SideBySide.each(keys, key -> read(refs, key, damaged));
      for (int at = 0; at < keys.size(); at++) {
        if (read.get(at).isPresent()
            && !shown.test(Names.place(keys.get(at)), read.get(at).get())) {
          return;
        }
      }
      mark = page.next();
    } while (mark.isPresent());
  }

  private static Optional<PlaceRef> read(
      Refs refs, StoreKey key, BiConsumer<StoreKey, CorruptDataException> damaged) {
    try {
      return refs.find(Names.place(key)).map(Refs.Found::ref);
    } catch (CorruptDataException e) {
      damaged.accept(key, e);
      return Optional.empty();
    }
  }

  /**
   * Takes what refs name out of a set, looking twice: a ref that is moved during the first look may
   * be in neither of its places then.
   *
   * @param step is run before each ref that is looked at
   * @throws CorruptDataException if a ref cannot be read: what it names is not known
   */
  void removeNamed(Set<StoreKey> keys, Runnable step) {
    for (int look = 0; look < 2 && !keys.isEmpty(); look++) {
      eachRef(
          (place, ref) -> {
            step.run();
            keys.removeAll(of(ref).keySet());
            return !keys.isEmpty();
          },
          (key, damage) -> {
            throw damage;
          });
    }
  }

  /** Pages of the objects that refs name, in the order of their keys. */
  static final class Pages {
    private final Store store;
    private final int limit;
    private final Iterator<StorePrefix> places = List.of(Names.MANIFESTS, Names.OBJECTS).iterator();
    private StorePrefix place = places.next();
    private Optional<ListMark> mark = Optional.empty();
    private boolean isDone;

    /** All objects, so many at a time at most. */
    Pages(Store store, int limit) {
      this.store = store;
      this.limit = limit;
    }

    boolean hasNext() {
      return !isDone;
    }

    List<StoredObject> next() {
      KeyPage page = store.list(place, mark, limit, Depth.ALL);
      mark = page.next();
      if (mark.isEmpty()) {
        isDone = !places.hasNext();
        place = isDone ? place : places.next();
      }
      return page.objects();
    }
  }
}
