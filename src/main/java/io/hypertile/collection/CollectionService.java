package io.hypertile.collection;

import io.hypertile.engine.CollectionStore;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.PartitionedSchema;
import io.hypertile.schema.Removal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Operations of clients on collections: create, find, list, delete. Thread-safe. */
public final class CollectionService {
  /** Member of a failure with the id of what is kept. */
  private static final String TRASH = "trash";

  private final CollectionStore store;
  private final ArrayIndex index;
  private final boolean keepsRemoved;

  /**
   * An entry of the list of collections.
   *
   * @param name the collection's name
   * @param collection the collection; empty when its document cannot be read, or its store does not
   *     answer
   */
  public record ListedCollection(CollectionName name, Optional<Collection> collection) {}

  /** The collections of a store, whose arrays an index lists. */
  public CollectionService(CollectionStore store, ArrayIndex index) {
    this(store, index, false);
  }

  /**
   * The collections of a store, whose arrays an index lists.
   *
   * @param keepsRemoved whether removed collections go into the trash
   */
  public CollectionService(CollectionStore store, ArrayIndex index, boolean keepsRemoved) {
    this.store = store;
    this.index = index;
    this.keepsRemoved = keepsRemoved;
  }

  /** The same for a caller who is shown nothing of the trash. */
  public Collection create(Collection collection) {
    return create(collection, name -> false);
  }

  /**
   * Keeps a new collection.
   *
   * @param shows whether the caller may be shown one of a name in the trash
   * @return the collection as it is kept: one that was there says itself what it holds
   * @throws ServiceException {@code already-exists} if the name is in use
   */
  public Collection create(Collection asked, Predicate<CollectionName> shows) {
    Collection collection = store.placed(asked);
    try {
      store.create(collection);
    } catch (ServiceException e) {
      boolean isTold = !e.members().containsKey(TRASH) || shows.test(collection.name());
      throw isTold ? e : withoutTrash(collection.name(), e);
    }
    if (collection.hasArrays()) {
      index.createdCollection(collection);
    }
    boolean isFound =
        collection.schema() instanceof PartitionedSchema schema && schema.path().isPresent();
    return isFound ? require(collection.name()) : collection;
  }

  /** The failure without the id of what is kept, with which the caller could do nothing. */
  private static ServiceException withoutTrash(CollectionName name, ServiceException failure) {
    return new ServiceException(
        failure.code(),
        "The trash has a removed collection of this name, which keeps the name in its store; choose"
            + " another name, or ask an administrator of this one to restore or purge it.",
        Map.of("collection", name.text()),
        failure);
  }

  /**
   * Takes note of a collection that has come into the store beside this service.
   *
   * @throws ServiceException {@code collection-not-found} if the store does not have it
   */
  public Collection adopt(CollectionName name) {
    Collection found = require(name);
    if (found.hasArrays()) {
      index.rebuildSoon(found);
    }
    return found;
  }

  /** The collection of the name; empty when there is none. */
  public Optional<Collection> find(CollectionName name) {
    return store.find(name);
  }

  /**
   * The collection of the name.
   *
   * @throws ServiceException {@code collection-not-found} if there is none
   */
  public Collection require(CollectionName name) {
    return find(name).orElseThrow(() -> notFound(name));
  }

  /**
   * Collections in order of their names.
   *
   * @param after only names greater than this one; null for the first
   * @param limit at most as many, at least 1
   * @param shows whether the list has a collection of this name
   */
  public Page<ListedCollection, CollectionName> list(
      @Nullable CollectionName after, int limit, Predicate<CollectionName> shows) {
    CollectionStore.Listing listing = store.listing();
    List<CollectionName> names =
        Stream.concat(listing.present().stream(), listing.unreachable().stream())
            .sorted()
            .filter(shows)
            .filter(name -> after == null || name.compareTo(after) > 0)
            .limit(limit + 1L)
            .toList();
    List<CollectionName> shown = names.subList(0, Math.min(limit, names.size()));
    return new Page<>(
        shown.stream()
            .map(name ->
                listing.unreachable().contains(name)
                    ? new ListedCollection(name, Optional.empty())
                    : entry(name))
            .toList(),
        names.size() > limit ? Optional.of(shown.getLast()) : Optional.empty());
  }

  /** Names of collections in order, of those that a list shows. */
  public List<CollectionName> names(Predicate<CollectionName> shows) {
    return store.list().stream().filter(shows).toList();
  }

  /**
   * Number of a collection's arrays, also of unreadable ones; empty while it is not known, and for
   * collections of datasets.
   */
  public OptionalLong countArrays(Collection collection) {
    return collection.hasArrays() ? index.count(collection) : OptionalLong.empty();
  }

  /**
   * As {@link #countArrays}, after a wait for the index where it is being made; empty only where
   * that takes long.
   */
  public OptionalLong countAllArrays(Collection collection) {
    return collection.hasArrays() ? index.countSettled(collection) : OptionalLong.empty();
  }

  /** A damaged document must not hide the other collections. */
  private ListedCollection entry(CollectionName name) {
    try {
      return new ListedCollection(name, store.find(name));
    } catch (CorruptDataException e) {
      return new ListedCollection(name, Optional.empty());
    } catch (ServiceException e) {
      if (e.code().category() != ErrorCategory.EXTERNAL) {
        throw e;
      }
      return new ListedCollection(name, Optional.empty());
    }
  }

  /**
   * Removes a collection with all its arrays, into the trash where that is on.
   *
   * @param by who removes it, for the trash
   * @param check as {@link #delete}
   * @throws ServiceException as {@link #delete}
   */
  public void discard(CollectionName name, String by, Consumer<Collection> check) {
    if (!keepsRemoved) {
      delete(name, check);
      return;
    }
    Removal removal = removal(Removal.What.COLLECTION, name, by);
    if (!store.discard(removal, check)) {
      throw notFound(name);
    }
    index.emptied(name);
  }

  /**
   * Removes a collection with all its arrays for good.
   *
   * @param check gets the collection as it is removed, and throws to have nothing changed
   * @throws ServiceException {@code collection-not-found} if there is none
   */
  public void delete(CollectionName name, Consumer<Collection> check) {
    if (!store.delete(name, check)) {
      throw notFound(name);
    }
    index.emptied(name);
  }

  /**
   * Removes all arrays of a collection for good.
   *
   * @throws ServiceException {@code collection-not-found} if there is no such collection
   */
  public void clear(CollectionName name) {
    if (!store.clear(name)) {
      throw notFound(name);
    }
    index.emptied(name);
  }

  /**
   * Removes all arrays of a collection, into the trash where that is on and the collection's
   * storage keeps arrays by themselves.
   *
   * @param by who removes them, for the trash
   * @throws ServiceException as {@link #clear}
   */
  public void discardArrays(CollectionName name, String by) {
    if (!keepsRemoved) {
      clear(name);
      return;
    }
    Removal removal = removal(Removal.What.ARRAYS, name, by);
    if (!store.discardArrays(removal)) {
      throw notFound(name);
    }
    index.emptied(name);
  }

  private static Removal removal(Removal.What what, CollectionName name, String by) {
    return new Removal(UUID.randomUUID().toString(), what, name, Instant.now(), by);
  }

  /** Whether the trash is on and takes nothing of what is removed from a collection that stays. */
  public boolean losesContents(CollectionName name) {
    return keepsRemoved && !store.keepsArrays(name);
  }

  private static ServiceException notFound(CollectionName name) {
    return new ServiceException(
        ErrorCode.COLLECTION_NOT_FOUND,
        "There is no collection of this name; GET /api/v1/collections lists all names.",
        Map.of("collection", name.text()),
        null);
  }
}
