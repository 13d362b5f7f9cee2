package io.hypertile.collection;

import io.hypertile.catalog.ArrayCatalog;
import io.hypertile.catalog.CatalogQuery;
import io.hypertile.catalog.Entry;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.StoredArray;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.Key;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lists arrays, filtered and sorted. The index says which arrays and in which order, the arrays
 * themselves what they are: one that is no longer what the index says is left out and noted. An
 * array that cannot be read is listed by its id where the index knows it, and in lists without
 * filter and order; one that cannot be read makes no list fail. Thread-safe.
 */
public final class ArrayLists {
  /** How long arrays are read one by one while the index is rebuilt. */
  private static final long LONGEST_WALK = TimeUnit.SECONDS.toNanos(5);

  private static final int WALK_STEP = 1_000;

  private final ArrayEngine engine;
  private final ArrayIndex index;

  /** Lists of an engine's arrays. */
  public ArrayLists(ArrayEngine engine, ArrayIndex index) {
    this.engine = engine;
    this.index = index;
  }

  /**
   * A page of a list. It may hold fewer arrays than asked for and yet not be the last.
   *
   * @throws ServiceException {@code storage-unavailable} if the list is sorted and the index is
   *     being rebuilt, {@code invalid-request} if the place where the page before ended is not
   *     known, because the array is gone or was moved
   */
  public Page<ListedArray, ListPlace> list(Collection collection, ArrayQuery query) {
    CatalogQuery question =
        new CatalogQuery(query.filter(), query.order(), position(collection, query), query.limit());
    if (query.isPlain()) {
      return index
          .findAll(collection, question)
          .map(found -> page(collection, query, found))
          .orElseGet(() -> plain(collection, query));
    }
    Optional<ArrayCatalog.Found> found = index.find(collection, question);
    if (found.isPresent()) {
      return page(collection, query, found.get());
    }
    if (query.order().isById()) {
      return walk(collection, query);
    }
    throw new ServiceException(
        ErrorCode.STORAGE_UNAVAILABLE,
        "The index of this collection is not ready; ask again in a moment, or list without sort.",
        Map.of("collection", collection.name().text()),
        null);
  }

  private List<Optional<Key>> position(Collection collection, ArrayQuery query) {
    if (query.after().isEmpty()) {
      return List.of();
    }
    ListPlace place = query.after().get();
    if (query.order().isById()) {
      return ArrayOrder.positionOf(place.id());
    }
    if (!place.position().isEmpty()) {
      return place.position();
    }
    ListedArray array = find(collection, place.id());
    if (array instanceof ListedArray.Readable(StoredArray stored)) {
      List<Optional<Key>> position = query.order().position(stored.header());
      if (position.hashCode() == place.check()) {
        return position;
      }
    }
    throw new ServiceException(
        ErrorCode.INVALID_REQUEST,
        "The array where the page before ended is gone or has another place by now; begin the list"
            + " again.",
        Map.of("parameter", "cursor"),
        null);
  }

  /** Lists by id from the directories, which takes three times as long as from the index. */
  private Page<ListedArray, ListPlace> plain(Collection collection, ArrayQuery query) {
    ArrayId after = query.afterId().orElse(null);
    List<ArrayId> ids = engine.list(collection, after, query.limit() + 1);
    List<ArrayId> shown = ids.subList(0, Math.min(query.limit(), ids.size()));
    List<ListedArray> items = new ArrayList<>(shown.size());
    for (ArrayId id : shown) {
      ListedArray array = find(collection, id);
      if (array != null) {
        items.add(array);
      }
    }
    return new Page<>(
        items, ids.size() > query.limit() ? Optional.of(byId(shown.getLast())) : Optional.empty());
  }

  private static ListPlace byId(ArrayId id) {
    return ListPlace.of(id, ArrayOrder.positionOf(id));
  }

  private Page<ListedArray, ListPlace> page(
      Collection collection, ArrayQuery query, ArrayCatalog.Found found) {
    List<ListedArray> items = new ArrayList<>(found.entries().size());
    for (Entry entry : found.entries()) {
      ListedArray array = find(collection, entry.id());
      if (isStill(query, entry, array)) {
        items.add(array);
      } else {
        index.changed(collection, entry.id());
      }
    }
    Optional<ListPlace> next = Optional.empty();
    if (found.more()) {
      Entry last = found.entries().getLast();
      next = Optional.of(ListPlace.of(last.id(), last.position()));
    }
    return new Page<>(items, next);
  }

  private static boolean isStill(ArrayQuery query, Entry entry, @Nullable ListedArray array) {
    return switch (array) {
      case null -> false;
      case ListedArray.Unreadable ignored -> true;
      case ListedArray.Readable(StoredArray stored) ->
          query.filter().matches(stored.header())
              && query.order().position(stored.header()).equals(entry.position());
    };
  }

  /** Looks at one array after the other, for as long as a request may take. */
  private Page<ListedArray, ListPlace> walk(Collection collection, ArrayQuery query) {
    long end = System.nanoTime() + LONGEST_WALK;
    List<ListedArray> items = new ArrayList<>();
    ArrayId last = query.afterId().orElse(null);
    while (true) {
      List<ArrayId> ids = engine.list(collection, last, WALK_STEP);
      for (ArrayId id : ids) {
        if (items.size() == query.limit() || System.nanoTime() > end) {
          return new Page<>(items, Optional.ofNullable(last).map(ArrayLists::byId));
        }
        if (find(collection, id) instanceof ListedArray.Readable readable
            && matches(query, readable.array().header())) {
          items.add(readable);
        }
        last = id;
      }
      if (ids.size() < WALK_STEP) {
        return new Page<>(items, Optional.empty());
      }
    }
  }

  private static boolean matches(ArrayQuery query, ArrayHeader header) {
    return query.filter().matches(header);
  }

  private @Nullable ListedArray find(Collection collection, ArrayId id) {
    try {
      return engine.find(collection, id).map(ListedArray.Readable::new).orElse(null);
    } catch (ServiceException e) {
      return new ListedArray.Unreadable(id, e);
    }
  }
}
