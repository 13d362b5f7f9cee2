package io.hypertile.collection;

import io.hypertile.engine.CompactionReport;
import io.hypertile.engine.IntegrityReport;
import io.hypertile.engine.IntegrityRequest;
import io.hypertile.engine.StorageUpkeep;
import io.hypertile.lock.LockManager;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import java.util.List;
import java.util.Optional;

/**
 * Maintenance of a whole storage by its operators: integrity checks, sizes, locks. Thread-safe.
 * Methods that take a collection throw {@code collection-not-found} when it is not there.
 */
public final class UpkeepService {
  private final StorageUpkeep upkeep;
  private final LockManager locks;

  /**
   * The upkeep of a storage.
   *
   * @param locks the locks that its changes take
   */
  public UpkeepService(StorageUpkeep upkeep, LockManager locks) {
    this.upkeep = upkeep;
    this.locks = locks;
  }

  /** Checks the storage; damage is reported and ends nothing. */
  public IntegrityReport check(IntegrityRequest request) {
    return upkeep.check(request);
  }

  /** Makes space in the arrays of a collection free that nothing leads to; no cell changes. */
  public CompactionReport compact(CollectionName collection) {
    return upkeep.compact(collection);
  }

  /** Room that the arrays of a collection take, or those of all. */
  public StorageSize size(Optional<CollectionName> collection) {
    return new StorageSize(upkeep.bytes(collection));
  }

  /** Room that one array takes, a virtual one without its tiles; 0 if the array does not exist. */
  public StorageSize size(Collection collection, ArrayId array) {
    return new StorageSize(upkeep.bytes(collection, array));
  }

  /** Locks on a collection and its arrays, or on all (deker-rules.md 208). */
  public HeldLocks locks(Optional<CollectionName> collection) {
    return new HeldLocks(
        locks.list().stream()
            .filter(held ->
                collection.isEmpty() || held.key().collection().equals(collection.get().text()))
            .toList(),
        upkeep.foreignLocks().map(foreign -> foreign.list(collection)).orElse(List.of()));
  }

  /**
   * Removes locks that other programs left as files; locks of requests being served stay.
   *
   * @param force whether files of processes that still run go as well
   * @return number of deleted files
   */
  public int clearLocks(Optional<CollectionName> collection, boolean force) {
    return upkeep
        .foreignLocks()
        .map(foreign -> foreign.remove(collection, lock -> force || !lock.owner().alive()))
        .orElse(0);
  }
}
