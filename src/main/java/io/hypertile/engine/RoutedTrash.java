package io.hypertile.engine;

import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.CollectionName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** The trash of several storages as one. One that cannot be reached hides no other. */
final class RoutedTrash implements CollectionTrash {
  private final List<PlacedStorage> storages;
  private final BiFunction<CollectionName, Supplier<Boolean>, Boolean> whileFree;

  /**
   * The trash of storages.
   *
   * @param whileFree does something while no collection of a name is there or is made
   */
  RoutedTrash(
      List<PlacedStorage> storages,
      BiFunction<CollectionName, Supplier<Boolean>, Boolean> whileFree) {
    this.storages = storages;
    this.whileFree = whileFree;
  }

  @Override
  public List<Kept> list() {
    List<Kept> all = new ArrayList<>();
    storages.forEach(storage -> all.addAll(of(storage)));
    return all;
  }

  private static List<Kept> of(PlacedStorage storage) {
    try {
      return storage.collections().trash().list();
    } catch (ServiceException e) {
      if (storage.placement().store().isEmpty() || e.code().category() != ErrorCategory.EXTERNAL) {
        throw e;
      }
      return List.of();
    }
  }

  /** The trash of the storage that has something; empty if the server has no such storage. */
  private Optional<CollectionTrash> of(Kept kept) {
    return storages.stream()
        .filter(storage -> storage.placement().equals(kept.placement()))
        .findFirst()
        .map(storage -> storage.collections().trash());
  }

  @Override
  public boolean restore(Kept kept) {
    return of(kept).filter(trash -> restore(trash, kept)).isPresent();
  }

  private boolean restore(CollectionTrash trash, Kept kept) {
    return switch (kept.removal().what()) {
      case COLLECTION -> whileFree.apply(kept.removal().name(), () -> trash.restore(kept));
      case ARRAYS -> trash.restore(kept);
    };
  }

  @Override
  public boolean purge(Kept kept) {
    return of(kept).filter(trash -> trash.purge(kept)).isPresent();
  }

  @Override
  public long bytes(Kept kept) {
    return of(kept).map(trash -> trash.bytes(kept)).orElse(0L);
  }

  @Override
  public long arrays(Kept kept) {
    return of(kept).map(trash -> trash.arrays(kept)).orElse(0L);
  }
}
