package io.hypertile.engine;

import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Removal;
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

  /** Something that is kept, with the storage that has it. */
  private record Found(Removal removal, CollectionTrash trash) {}

  private Optional<Found> find(String id) {
    for (PlacedStorage storage : storages) {
      for (Kept kept : of(storage)) {
        if (kept.removal().id().equals(id)) {
          return Optional.of(new Found(kept.removal(), storage.collections().trash()));
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<CollectionName> restore(String id) {
    return find(id)
        .filter(found ->
            whileFree.apply(found.removal().name(), () -> found.trash().restore(id).isPresent()))
        .map(found -> found.removal().name());
  }

  @Override
  public boolean purge(String id) {
    return find(id).filter(found -> found.trash().purge(id)).isPresent();
  }

  @Override
  public long bytes(Removal removal) {
    return find(removal.id()).map(found -> found.trash().bytes(removal)).orElse(0L);
  }
}
