package io.hypertile.engine;

import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Removal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Keeps collections. Thread-safe. Every change is atomic and durable when the call returns: after a
 * crash a collection is there whole or not at all.
 */
public interface CollectionStore {
  /**
   * Keeps a new collection.
   *
   * @throws io.hypertile.error.ServiceException {@code already-exists}; of several simultaneous
   *     calls for one name exactly one succeeds
   */
  void create(Collection collection);

  /** A new collection with the placement that it has once it is kept. */
  default Collection placed(Collection collection) {
    return collection;
  }

  /**
   * The collection of the name; empty when there is none.
   *
   * @throws io.hypertile.error.CorruptDataException if its document cannot be read
   */
  Optional<Collection> find(CollectionName name);

  /** Names of all collections, readable or not, in order. */
  List<CollectionName> list();

  /**
   * Names of collections.
   *
   * @param present as {@link #list} gives them
   * @param unreachable those that places which do not answer now had when they last did, but for
   *     names that are present
   */
  record Listing(List<CollectionName> present, Set<CollectionName> unreachable) {}

  /** As {@link #list}, with the names that are known of places which do not answer. */
  default Listing listing() {
    return new Listing(list(), Set.of());
  }

  /** Removes a collection with all its arrays; false when there was none. */
  boolean delete(CollectionName name);

  /**
   * Removes a collection with all its arrays unless a check refuses it. The check is made together
   * with the removal, so that no other change comes between; this default makes it before.
   *
   * @param check gets the collection, and throws to have nothing changed
   * @return false when there was none
   */
  default boolean delete(CollectionName name, Consumer<Collection> check) {
    find(name).ifPresent(check);
    return delete(name);
  }

  /**
   * Removes a collection as {@link #delete(CollectionName, Consumer)} does, and keeps it in the
   * trash where the storage has one.
   *
   * @param removal what is noted of it, with its name
   */
  default boolean discard(Removal removal, Consumer<Collection> check) {
    return delete(removal.name(), check);
  }

  /** Collections that were discarded; nothing where the storage keeps none. */
  default CollectionTrash trash() {
    return CollectionTrash.NONE;
  }

  /** Removes all arrays of a collection and keeps the collection; false when there was none. */
  boolean clear(CollectionName name);

  /**
   * Whether {@link #discardArrays} keeps the arrays of a collection; false where there is no such
   * collection.
   */
  default boolean keepsArrays(CollectionName name) {
    return false;
  }

  /**
   * Removes all arrays of a collection as {@link #clear} does, and keeps them in the trash where
   * {@link #keepsArrays} says so.
   *
   * @param removal what is noted of them, with the collection's name
   */
  default boolean discardArrays(Removal removal) {
    return clear(removal.name());
  }
}
