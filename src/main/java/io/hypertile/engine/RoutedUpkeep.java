package io.hypertile.engine;

import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.CollectionName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Looks after several storages: those that have the collection asked for, or all. */
final class RoutedUpkeep implements StorageUpkeep {
  private final List<PlacedStorage> storages;

  RoutedUpkeep(List<PlacedStorage> storages) {
    this.storages = storages;
  }

  @Override
  public IntegrityReport check(IntegrityRequest request) {
    long collections = 0;
    long arrays = 0;
    long repaired = 0;
    boolean isComplete = true;
    List<IntegrityFinding> findings = new ArrayList<>();
    for (PlacedStorage storage : meant(request.collection())) {
      IntegrityReport report = storage.upkeep().check(request);
      collections += report.collections();
      arrays += report.arrays();
      repaired += report.repaired();
      findings.addAll(report.findings());
      isComplete &= report.complete();
      if (request.stopOnError() && !findings.isEmpty()) {
        isComplete = false;
        break;
      }
    }
    return new IntegrityReport(collections, arrays, findings, repaired, isComplete);
  }

  @Override
  public long bytes(Optional<CollectionName> collection) {
    return meant(collection).stream()
        .mapToLong(storage -> storage.upkeep().bytes(collection))
        .sum();
  }

  @Override
  public CompactionReport compact(CollectionName collection) {
    return meant(Optional.of(collection)).getFirst().upkeep().compact(collection);
  }

  @Override
  public Optional<ForeignLocks> foreignLocks() {
    boolean hasAny =
        storages.stream().anyMatch(storage -> storage.upkeep().foreignLocks().isPresent());
    return hasAny ? Optional.of(new Locks()) : Optional.empty();
  }

  private List<PlacedStorage> meant(Optional<CollectionName> collection) {
    if (collection.isEmpty()) {
      return storages;
    }
    return storages.stream()
        .filter(storage -> has(storage, collection.get()))
        .findFirst()
        .map(List::of)
        .orElseThrow(() ->
            new ServiceException(
                ErrorCode.COLLECTION_NOT_FOUND,
                "There is no collection of this name; GET /api/v1/collections lists all names.",
                Map.of("collection", collection.get().text()),
                null));
  }

  /** A collection that cannot be read, or has lost its document, is there as well. */
  private static boolean has(PlacedStorage storage, CollectionName name) {
    try {
      return storage.collections().find(name).isPresent()
          || storage.collections().list().contains(name);
    } catch (CorruptDataException e) {
      return true;
    }
  }

  /** Locks in all storages that other programs share. */
  private final class Locks implements ForeignLocks {
    @Override
    public List<ForeignLock> list(Optional<CollectionName> collection) {
      return meant(collection).stream()
          .flatMap(storage -> storage.upkeep().foreignLocks().stream())
          .flatMap(locks -> locks.list(collection).stream())
          .toList();
    }

    @Override
    public int remove(Optional<CollectionName> collection, Predicate<ForeignLock> which) {
      return meant(collection).stream()
          .flatMap(storage -> storage.upkeep().foreignLocks().stream())
          .mapToInt(locks -> locks.remove(collection, which))
          .sum();
    }
  }
}
