package io.hypertile.collection;

import io.hypertile.catalog.ArrayCatalog;
import io.hypertile.catalog.ArrayRow;
import io.hypertile.catalog.CatalogQuery;
import io.hypertile.catalog.IndexEntry;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.Key;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.store.age.Staleness;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lists arrays, filtered and sorted. The index says which arrays and in which order, the arrays
 * themselves what they are: where they contradict the index, it is told and asked again. No array
 * makes a list fail, and none is left out because it cannot be read. One whose attributes can be
 * read has its place by these; one whose attributes cannot be read is in every list whose filter
 * may mean it, behind all others unless ids alone are the order. Thread-safe.
 */
public final class ArrayLists {
  /** Longest time for which arrays are read one by one while the index is rebuilt. */
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
        new CatalogQuery(query.filter(), query.order(), after(collection, query), query.limit());
    Optional<ArrayCatalog.IndexPage> found = ask(collection, query, question);
    if (found.isPresent()) {
      Optional<Page<ListedArray, ListPlace>> page = page(collection, query, found.get(), false);
      if (page.isPresent()) {
        return page.get();
      }
      // The index is corrected now; an array that changes again meanwhile is shown as it is found.
      found = ask(collection, query, question);
    }
    if (found.isPresent()) {
      return page(collection, query, found.get(), true).orElseThrow();
    }
    if (query.isPlain()) {
      return plain(collection, query);
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

  private Optional<ArrayCatalog.IndexPage> ask(
      Collection collection, ArrayQuery query, CatalogQuery question) {
    return query.isPlain() ? index.findAll(collection, question) : index.find(collection, question);
  }

  private Optional<IndexEntry> after(Collection collection, ArrayQuery query) {
    if (query.after().isEmpty()) {
      return Optional.empty();
    }
    ListPlace place = query.after().get();
    if (query.order().isById()) {
      return Optional.of(IndexEntry.of(place.id(), ArrayOrder.positionOf(place.id().text())));
    }
    if (!place.readable()) {
      return Optional.of(IndexEntry.unreadable(place.id(), query.order()));
    }
    if (!place.position().isEmpty()) {
      return Optional.of(IndexEntry.of(place.id(), place.position()));
    }
    ListedArray array = find(collection, place.id());
    if (array != null && array.header().isPresent()) {
      List<Optional<Key>> position = query.order().position(new ArrayRow(array.header().get()));
      if (position.hashCode() == place.check()) {
        return Optional.of(IndexEntry.of(place.id(), position));
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
    findAll(collection, shown).forEach(found -> found.ifPresent(items::add));
    return new Page<>(
        items, ids.size() > query.limit() ? Optional.of(byId(shown.getLast())) : Optional.empty());
  }

  private static ListPlace byId(ArrayId id) {
    return ListPlace.of(id, ArrayOrder.positionOf(id.text()));
  }

  /**
   * The arrays of entries. Contradictions with the files are noted in the index.
   *
   * @param lenient whether the page is made all the same where the index was wrong
   * @return the page; empty where the index is to be asked again
   */
  private Optional<Page<ListedArray, ListPlace>> page(
      Collection collection, ArrayQuery query, ArrayCatalog.IndexPage found, boolean lenient) {
    List<ListedArray> items = new ArrayList<>(found.entries().size());
    boolean asExpected = true;
    Iterator<Optional<ListedArray>> arrays =
        findAll(collection, found.entries().stream().map(IndexEntry::id).toList()).iterator();
    for (IndexEntry entry : found.entries()) {
      ListedArray array = arrays.next().orElse(null);
      boolean still = isStill(query, entry, array);
      if (!still && !Staleness.isPresentTold()) {
        // What an old state says may be older than the index.
        index.changed(collection, entry.id());
      }
      asExpected &= still;
      if (array != null && (still || isShownAnyway(query, entry, array))) {
        items.add(array);
      }
    }
    if (!asExpected && !lenient) {
      return Optional.empty();
    }
    Optional<ListPlace> next =
        found.more() ? Optional.of(ListPlace.of(found.entries().getLast())) : Optional.empty();
    return Optional.of(new Page<>(items, next));
  }

  /** Whether the index is right about an array. */
  private static boolean isStill(ArrayQuery query, IndexEntry entry, @Nullable ListedArray array) {
    return switch (array) {
      case null -> false;
      case ListedArray.Unreadable unreadable when unreadable.header().isEmpty() ->
          !entry.readable() || IndexComparison.isPassing(unreadable.failure());
      case ListedArray listed -> {
        ArrayRow row = new ArrayRow(listed.header().orElseThrow());
        yield entry.readable()
            && query.filter().matches(row)
            && query.order().position(row).equals(entry.position());
      }
    };
  }

  /** An array whose attributes became readable or unreadable has no other place in this list. */
  private static boolean isShownAnyway(ArrayQuery query, IndexEntry entry, ListedArray array) {
    return array
        .header()
        .map(header -> !entry.readable() && query.filter().matches(new ArrayRow(header)))
        .orElse(entry.readable());
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
        ListedArray array = find(collection, id);
        if (array != null && mayBeMeant(query, id, array)) {
          items.add(array);
        }
        last = id;
      }
      if (ids.size() < WALK_STEP) {
        return new Page<>(items, Optional.empty());
      }
    }
  }

  private static boolean mayBeMeant(ArrayQuery query, ArrayId id, ListedArray array) {
    return array
        .header()
        .map(header -> query.filter().matches(new ArrayRow(header)))
        .orElseGet(() -> ArrayRow.isMeantPerhaps(query.filter(), id));
  }

  private List<Optional<ListedArray>> findAll(Collection collection, List<ArrayId> ids) {
    return engine.each(collection, ids, id -> Optional.ofNullable(find(collection, id)));
  }

  private @Nullable ListedArray find(Collection collection, ArrayId id) {
    try {
      return engine.find(collection, id).map(ListedArray.Readable::new).orElse(null);
    } catch (ServiceException e) {
      return new ListedArray.Unreadable(id, e, findHeader(collection, id));
    }
  }

  private Optional<ArrayHeader> findHeader(Collection collection, ArrayId id) {
    try {
      return engine.findHeader(collection, id);
    } catch (ServiceException e) {
      return Optional.empty();
    }
  }
}
