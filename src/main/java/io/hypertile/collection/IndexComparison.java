package io.hypertile.collection;

import io.hypertile.catalog.ArrayCatalog;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares the catalog with the arrays: with those that have changed since the comparison before,
 * where the storage tells which these are, and with all of them otherwise. For one thread at a
 * time, but for {@link #noted} and {@link #forget}.
 *
 * @param readers read headers
 * @param changed notes an array in the catalog that may be another one; called by several threads
 */
record IndexComparison(
    ArrayCatalog catalog,
    ArrayEngine engine,
    ExecutorService readers,
    BiConsumer<Collection, ArrayId> changed,
    Map<CollectionName, Followed> followed) {
  /** Changed arrays that are looked at one by one. */
  private static final int MOST_CHANGED = 10_000;

  IndexComparison(
      ArrayCatalog catalog,
      ArrayEngine engine,
      ExecutorService readers,
      BiConsumer<Collection, ArrayId> changed) {
    this(catalog, engine, readers, changed, new ConcurrentHashMap<>());
  }

  /** Brings the catalog of a collection up to date; gives the number of arrays looked at. */
  long compare(Collection collection) {
    Optional<Set<ArrayId>> changes = changes(collection);
    boolean areFew =
        changes.isPresent()
            && changes.get().size() <= MOST_CHANGED
            && catalog.isCurrent(collection);
    if (areFew) {
      note(collection, List.copyOf(changes.get()));
      return changes.get().size();
    }
    HeaderPages pages = new HeaderPages(engine, collection, readers);
    boolean isRebuilt = false;
    try {
      catalog.rebuild(collection, pages);
      isRebuilt = true;
    } finally {
      if (!isRebuilt) {
        forget(collection.name());
      }
    }
    return pages.count();
  }

  private void note(Collection collection, List<ArrayId> ids) {
    boolean areNoted = false;
    try {
      engine.each(
          collection,
          ids,
          id -> {
            changed.accept(collection, id);
            return id;
          });
      areNoted = true;
    } finally {
      if (!areNoted) {
        // Their changes are not told again.
        forget(collection.name());
      }
    }
  }

  private Optional<Set<ArrayId>> changes(Collection collection) {
    Followed known =
        followed.compute(
            collection.name(),
            (name, before) ->
                before != null && before.collection().equals(collection)
                    ? before
                    : follow(collection));
    return known == null ? Optional.empty() : known.look();
  }

  private @Nullable Followed follow(Collection collection) {
    Optional<Followed> begun =
        engine.changes(collection).map(changes -> new Followed(collection, changes, MOST_CHANGED));
    begun.ifPresent(known -> catalog.takeMarks(collection).ifPresent(known::resume));
    return begun.orElse(null);
  }

  /** Arrays were noted in the catalog, of which the storage did not tell. */
  void noted(Collection collection, List<ArrayId> ids) {
    Followed known = followed.computeIfAbsent(collection.name(), name -> follow(collection));
    if (known != null && !known.note(ids)) {
      forget(collection.name());
    }
  }

  /** Whether a failure says nothing of what an array holds. */
  static boolean isPassing(ServiceException failure) {
    return failure.code() != ErrorCode.CORRUPT_DATA
        && failure.code() != ErrorCode.UNSUPPORTED_STORAGE;
  }

  /** Keeps what is known of all collections in the catalog, for the next start. */
  void keep() {
    for (Followed each : followed.values()) {
      each.marks().ifPresent(marks -> catalog.keepMarks(each.collection(), marks));
    }
  }

  /** A collection was cleared or removed. */
  void forget(CollectionName name) {
    followed.remove(name);
  }
}
