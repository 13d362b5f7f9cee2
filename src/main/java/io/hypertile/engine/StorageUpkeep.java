package io.hypertile.engine;

import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import java.util.Optional;

/**
 * Looks after a storage as a whole. Thread-safe. Its methods walk the files of a collection or of
 * all, which takes long where there are many.
 *
 * <p>Methods that take a collection throw {@code collection-not-found} when it is not there.
 */
public interface StorageUpkeep {
  /**
   * Checks the storage. Damage is reported and ends nothing.
   *
   * @throws io.hypertile.error.ServiceException {@code too-many-requests} if another check is at
   *     work
   */
  IntegrityReport check(IntegrityRequest request);

  /**
   * Bytes of the files of arrays, virtual arrays and tiles (deker-rules.md 220).
   *
   * @param collection the collection to measure; empty for all
   */
  long bytes(Optional<CollectionName> collection);

  /**
   * Bytes of one array, and of its tiles unless they have files of their own. Reads nothing of
   * other arrays.
   *
   * @param collection one that was found in the storage
   * @return 0 where there is no such array
   */
  long bytes(Collection collection, ArrayId array);

  /**
   * Makes space in the arrays of a collection free that nothing leads to. No cell changes; arrays
   * that have such space get another version.
   */
  default CompactionReport compact(CollectionName collection) {
    return CompactionReport.NONE;
  }

  /** Locks that other programs leave; empty where none but this one changes the storage. */
  default Optional<ForeignLocks> foreignLocks() {
    return Optional.empty();
  }
}
