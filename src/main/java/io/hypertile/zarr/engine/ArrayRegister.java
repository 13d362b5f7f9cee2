package io.hypertile.zarr.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.NewObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PutResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Register of the ids of arrays: an object for each, which names its node. An entry is made before
 * its node and removed after it, so every array that was made here has one; an entry without its
 * node means nothing. Thread-safe.
 */
final class ArrayRegister {
  private static final int PAGE = 1_000;
  private static final int LONGEST_ENTRY = 1_024;
  private static final int KEPT_MARKS = 256;
  private static final int TRIES = 8;

  private final Store store;
  private final ZarrLayout layout;

  /** Places in lists that are likely asked for next: behind which id a page ended. */
  private final Map<Place, ListMark> marks =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, ListMark> eldest) {
          return size() > KEPT_MARKS;
        }
      };

  private record Place(CollectionName collection, ArrayId id) {}

  ArrayRegister(Store store, ZarrLayout layout) {
    this.store = store;
    this.layout = layout;
  }

  /** Name of the node of an id; empty if it has no entry. */
  Optional<String> find(Collection collection, ArrayId id) {
    if (collection.arrays().primaryAttributes().isEmpty()) {
      return Optional.of(id.text());
    }
    return entry(collection, id);
  }

  /** The text of the entry of an id; empty if it has none. */
  Optional<String> entry(Collection collection, ArrayId id) {
    return text(layout.entry(collection.name(), id));
  }

  /** The text of a small object; empty if it is not there. */
  Optional<String> text(StoreKey entry) {
    return load(entry).map(ArrayRegister::text);
  }

  /** Makes the entry of an array that is there, in place of any. */
  void put(Collection collection, ArrayId id, String node) {
    ObjectBody body = ObjectBody.of(node.getBytes(StandardCharsets.UTF_8));
    if (store.put(layout.entry(collection.name(), id), body, Condition.ALWAYS)
        instanceof PutResult.Unknown unknown) {
      throw unknown(unknown);
    }
  }

  private Optional<LoadedObject> load(StoreKey entry) {
    return store.load(entry, LONGEST_ENTRY);
  }

  private static String text(LoadedObject entry) {
    return new String(entry.bytes(), StandardCharsets.UTF_8);
  }

  /**
   * Makes the entry of a new array.
   *
   * @param isTaken whether the node of an entry that is there has the id
   * @throws ServiceException {@code already-exists} if the id is in use
   */
  void claim(Collection collection, ArrayId id, String node, Predicate<String> isTaken) {
    if (!claim(layout.entry(collection.name(), id), node, isTaken)) {
      throw idInUse(id);
    }
  }

  /**
   * Makes the entries of new arrays where there are none.
   *
   * @return for each whether it was made; where not, {@link #claim} tells more
   */
  List<Boolean> claimAll(Collection collection, List<ArrayId> ids, List<String> nodes) {
    List<NewObject> entries = new ArrayList<>(ids.size());
    for (int at = 0; at < ids.size(); at++) {
      byte[] text = nodes.get(at).getBytes(StandardCharsets.UTF_8);
      entries.add(new NewObject(layout.entry(collection.name(), ids.get(at)), ObjectBody.of(text)));
    }
    return store.putAll(entries, Condition.ABSENT).stream()
        .map(PutResult.Stored.class::isInstance)
        .toList();
  }

  /** Removes the entries of arrays. */
  void releaseAll(Collection collection, List<ArrayId> ids) {
    store.delete(ids.stream().map(id -> layout.entry(collection.name(), id)).toList());
  }

  /**
   * Makes a small object where there is none, or one that means nothing.
   *
   * @param isTaken whether the text of an object that is there means something
   * @return false if there is such a one
   */
  boolean claim(StoreKey entry, String text, Predicate<String> isTaken) {
    ObjectBody body = ObjectBody.of(text.getBytes(StandardCharsets.UTF_8));
    Condition condition = Condition.ABSENT;
    for (int tries = 0; tries < TRIES; tries++) {
      switch (store.put(entry, body, condition)) {
        case PutResult.Stored stored -> {
          return true;
        }
        case PutResult.Unknown unknown -> throw unknown(unknown);
        case PutResult.Refused refused -> {}
      }
      Optional<LoadedObject> found = load(entry);
      if (found.isPresent() && isTaken.test(text(found.get()))) {
        return false;
      }
      condition =
          found
              .<Condition>map(object -> new Condition.At(object.version()))
              .orElse(Condition.ABSENT);
    }
    return false;
  }

  /** An id that another array has. */
  static ServiceException idInUse(ArrayId id) {
    return new ServiceException(
        ErrorCode.ALREADY_EXISTS,
        "An array of this id exists already; leave the id out for a random one.",
        Map.of("array", id.text()),
        null);
  }

  private static ServiceException unknown(PutResult.Unknown unknown) {
    return new ServiceException(
        ErrorCode.STORAGE_UNAVAILABLE,
        "Whether the store has taken the object is not known, and the array was not made; make it"
            + " again.",
        Map.of(),
        unknown.cause());
  }

  /** Removes the entry of an array that is gone. */
  void release(Collection collection, ArrayId id) {
    store.delete(List.of(layout.entry(collection.name(), id)));
  }

  /** Ids in ascending order of their text. */
  List<ArrayId> list(Collection collection, @Nullable ArrayId after, int limit) {
    StorePrefix register = layout.register(collection.name());
    List<ArrayId> ids = new ArrayList<>(Math.min(limit, PAGE));
    Optional<ListMark> next = after == null ? Optional.empty() : mark(collection.name(), after);
    while (ids.size() < limit) {
      KeyPage page = store.list(register, next, Math.min(PAGE, limit - ids.size()), Depth.ALL);
      for (StoredObject object : page.objects()) {
        String text = ZarrLayout.id(register, object.key());
        if (ArrayId.isValid(text) && (after == null || text.compareTo(after.text()) > 0)) {
          ids.add(new ArrayId(text));
        }
      }
      next = page.next();
      if (next.isEmpty()) {
        return ids;
      }
      if (!ids.isEmpty()) {
        keep(new Place(collection.name(), ids.getLast()), next.get());
      }
    }
    return ids;
  }

  /**
   * Ids with a common beginning.
   *
   * @param beginning at least their first eight digits
   */
  List<ArrayId> beginning(CollectionName collection, String beginning) {
    StorePrefix register = layout.register(collection);
    List<ArrayId> ids = new ArrayList<>();
    StoredKeys.forEach(
        store,
        layout.entries(collection, beginning),
        object -> {
          String text = ZarrLayout.id(register, object.key());
          if (text.startsWith(beginning) && ArrayId.isValid(text)) {
            ids.add(new ArrayId(text));
          }
        });
    return ids;
  }

  private Optional<ListMark> mark(CollectionName collection, ArrayId after) {
    synchronized (marks) {
      return Optional.ofNullable(marks.get(new Place(collection, after)));
    }
  }

  private void keep(Place place, ListMark mark) {
    synchronized (marks) {
      marks.put(place, mark);
    }
  }
}
