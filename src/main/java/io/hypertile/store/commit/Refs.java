package io.hypertile.store.commit;

import io.hypertile.error.CorruptDataException;
import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.PutResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Refs of places in a store. Lists never change, so that some are kept. Thread-safe. */
final class Refs {
  /** Bytes of the longest ref or list. */
  private static final long MOST_BYTES = 256L << 20;

  /** Bytes of nearly all refs: reads of so many at most are asked for twice when they are slow. */
  private static final long USUAL_BYTES = 1L << 20;

  /** Entries of the lists that are kept. */
  private static final int MOST_KEPT = 1_000_000;

  private final Store store;
  private final Map<WriteId, Map<String, Entry>> lists = new LinkedHashMap<>(16, 0.75f, true);
  private long kept;

  Refs(Store store) {
    this.store = store;
  }

  /**
   * A ref as it was found.
   *
   * @param version its state in the store
   */
  record Found(PlaceRef ref, ObjectVersion version) {}

  /** The present ref of a place; empty if nothing was committed there. */
  Optional<Found> find(StorePrefix place) {
    StoreKey key = Names.ref(place);
    return load(key).map(loaded -> read(key, loaded));
  }

  /**
   * Places that have refs, from lists: with {@link Depth#ALL} a prefix and all below it, with
   * {@link Depth#CHILDREN} the children of the prefix in or below which places have some.
   */
  List<StorePrefix> places(StorePrefix prefix, Depth depth) {
    StorePrefix below = Names.refs(prefix);
    List<StorePrefix> found = new ArrayList<>();
    store.listAll(
        below,
        depth,
        page -> {
          if (depth == Depth.ALL) {
            page.objects().stream()
                .map(StoredObject::key)
                .filter(Names::isRef)
                .map(Names::place)
                .forEach(found::add);
          }
          page.prefixes().forEach(child -> found.add(prefix.child(below.relative(child))));
        });
    return found;
  }

  private Optional<LoadedObject> load(StoreKey key) {
    try {
      return store.load(key, USUAL_BYTES);
    } catch (StoreException e) {
      if (!e.isTooLong()) {
        throw e;
      }
      return store.load(key, MOST_BYTES);
    }
  }

  private Found read(StoreKey key, LoadedObject loaded) {
    return new Found(RefDocument.ref(key, loaded.bytes(), this::entries), loaded.version());
  }

  /**
   * Shows versions of the refs of a place and of those below it, from lists.
   *
   * @param taker gives whether more are to be shown
   * @return false if it was told to end
   */
  boolean marks(StorePrefix around, BiPredicate<StorePrefix, ObjectVersion> taker) {
    Optional<ListMark> next = Optional.empty();
    do {
      KeyPage page = store.list(Names.refs(around), next, KeyPage.MOST, Depth.ALL);
      for (StoredObject object : page.objects()) {
        if (Names.isRef(object.key()) && !taker.test(Names.place(object.key()), object.version())) {
          return false;
        }
      }
      next = page.next();
    } while (next.isPresent());
    return true;
  }

  /** The entries of a list. */
  private Map<String, Entry> entries(WriteId list) {
    Map<String, Entry> known = kept(list);
    if (known != null) {
      return known;
    }
    StoreKey key = Names.manifest(list);
    LoadedObject loaded =
        store
            .load(key, MOST_BYTES)
            .orElseThrow(() ->
                new CorruptDataException(
                    key.text(), "list of objects", -1, "is named by a ref and is not there", null));
    Map<String, Entry> entries = RefDocument.list(key, loaded.bytes());
    keep(list, entries);
    return entries;
  }

  private synchronized @Nullable Map<String, Entry> kept(WriteId list) {
    return lists.get(list);
  }

  private synchronized void keep(WriteId list, Map<String, Entry> entries) {
    if (lists.put(list, entries) == null) {
      kept += entries.size();
    }
    var eldest = lists.entrySet().iterator();
    while (kept > MOST_KEPT && lists.size() > 1) {
      kept -= eldest.next().getValue().size();
      eldest.remove();
    }
  }

  /**
   * Makes a ref as short as it should be.
   *
   * @return the ref, whose list is in the store
   */
  PlaceRef shortened(PlaceRef ref) {
    if (!ref.isLong()) {
      return ref;
    }
    WriteId list = WriteId.next();
    PlaceRef folded = ref.folded(list);
    putNew(Names.manifest(list), ObjectBody.of(RefDocument.list(folded.listed())));
    keep(list, folded.listed());
    return folded;
  }

  /**
   * Puts an object under a name that nothing else has.
   *
   * @throws StoreException if it is not known to be there
   */
  void putNew(StoreKey key, ObjectBody body) {
    PutResult result = store.put(key, body, Condition.ALWAYS);
    if (!(result instanceof PutResult.Stored)) {
      Throwable cause = result instanceof PutResult.Unknown unknown ? unknown.cause() : null;
      throw new StoreException(
          store.name(),
          "The store did not say whether it took an object; nothing was changed.",
          Retry.LATER,
          cause);
    }
  }

  /** Puts a ref in place of the one that was found, or where there was none. */
  PutResult replace(StorePrefix place, Optional<Found> before, PlaceRef next) {
    Condition condition =
        before.<Condition>map(found -> new Condition.At(found.version())).orElse(Condition.ABSENT);
    return store.put(Names.ref(place), ObjectBody.of(RefDocument.ref(next)), condition);
  }
}
