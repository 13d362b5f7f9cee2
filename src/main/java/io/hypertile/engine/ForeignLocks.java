package io.hypertile.engine;

import io.hypertile.schema.CollectionName;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Locks that other programs left in the storage as files, offered by a storage that shares its
 * files with such programs. Thread-safe. Methods that take a collection throw {@code
 * collection-not-found} when it is not there.
 */
public interface ForeignLocks {
  /**
   * The locks, by path of their files.
   *
   * @param collection the collection to search; empty for all
   */
  List<ForeignLock> list(Optional<CollectionName> collection);

  /**
   * Removes locks; gives how many it removed.
   *
   * @param collection the collection to search; empty for all
   * @param which locks to remove
   */
  int remove(Optional<CollectionName> collection, Predicate<ForeignLock> which);
}
