package io.hypertile.engine;

import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Placement;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Looks after several storages: those that have the collection asked for, or all. */
final class RoutedUpkeep implements StorageUpkeep {
  private static final System.Logger LOG = System.getLogger(RoutedUpkeep.class.getName());

  private final List<PlacedStorage> storages;
  private final Function<Placement, PlacedStorage> route;

  RoutedUpkeep(List<PlacedStorage> storages, Function<Placement, PlacedStorage> route) {
    this.storages = storages;
    this.route = route;
  }

  @Override
  public IntegrityReport check(IntegrityRequest request) {
    long collections = 0;
    long arrays = 0;
    long repaired = 0;
    boolean isComplete = true;
    List<IntegrityFinding> findings = new ArrayList<>();
    for (PlacedStorage storage : meant(request.collection())) {
      Optional<IntegrityReport> checked = check(storage, request);
      if (checked.isEmpty()) {
        isComplete = false;
        continue;
      }
      IntegrityReport report = checked.get();
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

  /** Checks a storage; empty if it is a store that does not answer, and not the only one meant. */
  private static Optional<IntegrityReport> check(PlacedStorage storage, IntegrityRequest request) {
    try {
      return Optional.of(storage.upkeep().check(request));
    } catch (ServiceException e) {
      if (request.collection().isPresent() || !isUnreachable(storage, e)) {
        throw e;
      }
      LOG.log(
          Level.WARNING,
          "The store {0} is not checked: {1}",
          storage.placement().store().orElse(""),
          e.detail());
      return Optional.empty();
    }
  }

  private static boolean isUnreachable(PlacedStorage storage, ServiceException failure) {
    return storage.placement().store().isPresent()
        && failure.code().category() == ErrorCategory.EXTERNAL;
  }

  @Override
  public long bytes(Optional<CollectionName> collection) {
    return meant(collection).stream()
        .mapToLong(storage -> storage.upkeep().bytes(collection))
        .sum();
  }

  @Override
  public long bytes(Collection collection, ArrayId array) {
    return route.apply(collection.placement()).upkeep().bytes(collection, array);
  }

  @Override
  public CompactionReport compact(CollectionName collection) {
    return meant(Optional.of(collection)).getFirst().upkeep().compact(collection);
  }

  @Override
  public Optional<ForeignLocks> foreignLocks() {
    return Optional.of(new Locks());
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
    } catch (ServiceException e) {
      if (isUnreachable(storage, e)) {
        return false;
      }
      throw e;
    }
  }

  /** Locks in all storages that other programs share. */
  private final class Locks implements ForeignLocks {
    /** Stores have no locks of other programs, and are not asked. */
    private Stream<ForeignLocks> sharing(Optional<CollectionName> collection) {
      return meant(collection).stream()
          .filter(storage -> storage.placement().store().isEmpty())
          .flatMap(storage -> storage.upkeep().foreignLocks().stream());
    }

    @Override
    public List<ForeignLock> list(Optional<CollectionName> collection) {
      return sharing(collection).flatMap(locks -> locks.list(collection).stream()).toList();
    }

    @Override
    public int remove(Optional<CollectionName> collection, Predicate<ForeignLock> which) {
      return sharing(collection).mapToInt(locks -> locks.remove(collection, which)).sum();
    }
  }
}
