package io.hypertile.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsView;
import io.hypertile.partition.index.PartitionIndexes;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.partition.schema.ViewForm;
import io.hypertile.partition.schema.ViewForms;
import io.hypertile.schema.Collection;
import io.hypertile.schema.Placement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All storages of a server as one: collections share one namespace, and each call goes to the
 * storage that has the collection. Thread-safe.
 */
public final class PlacedStorages {
  private final List<PlacedStorage> storages;
  private final Map<Placement, PlacedStorage> byPlacement = new LinkedHashMap<>();
  private final Optional<PlacedStorage> root;

  /**
   * Storages as one.
   *
   * @param storages each for another placement; where two have a collection of one name, the first
   *     counts
   */
  public PlacedStorages(List<PlacedStorage> storages) {
    this(storages, Optional.empty());
  }

  private PlacedStorages(List<PlacedStorage> storages, Optional<PlacedStorage> root) {
    this.root = root;
    this.storages = List.copyOf(storages);
    for (PlacedStorage storage : storages) {
      if (byPlacement.putIfAbsent(storage.placement(), storage) != null) {
        throw new IllegalArgumentException("two storages for " + storage.placement());
      }
    }
  }

  /**
   * Storages as one, without a storage root: collections for which no store is named are kept in
   * the first.
   *
   * @param storages as for the constructor, at least one, all in stores
   */
  public static PlacedStorages inStores(List<PlacedStorage> storages) {
    return new PlacedStorages(storages, Optional.of(storages.getFirst()));
  }

  /** The collections of all. */
  public CollectionStore collections() {
    return new RoutedCollections(storages, this::require);
  }

  /** The arrays of all; closing them closes no storage. */
  public ArrayEngine arrays() {
    return new RoutedEngine(List.of(), this::engine);
  }

  /** The datasets of all. */
  public DatasetStore datasets() {
    return collection -> require(collection.placement()).datasets().of(collection);
  }

  /** The partitions of all. */
  public PartitionStore partitions() {
    return new PartitionStore() {
      @Override
      public Partitions of(Collection collection) {
        return require(collection.placement()).partitions().of(collection);
      }

      @Override
      public PartitionIndexes indexes(Collection collection) {
        return require(collection.placement()).partitions().indexes(collection);
      }

      @Override
      public PartitionsView view(Collection collection, ViewForms forms) {
        return require(collection.placement()).partitions().view(collection, forms);
      }

      @Override
      public void requireStorable(Collection collection, PartitionedForm form, String pointer) {
        require(collection.placement()).partitions().requireStorable(collection, form, pointer);
      }

      @Override
      public Optional<ViewForm> findView(Collection collection) {
        return require(collection.placement()).partitions().findView(collection);
      }
    };
  }

  /** The objects that the collections of all are kept as. */
  public ObjectTrees trees() {
    return collection -> require(collection.placement()).trees().of(collection);
  }

  /** The upkeep of all. */
  public StorageUpkeep upkeep() {
    return new RoutedUpkeep(storages, this::require);
  }

  private ArrayEngine engine(Collection collection) {
    return require(collection.placement()).arrays();
  }

  /**
   * The storage for a placement.
   *
   * @throws ServiceException {@code invalid-schema} if the server has none
   */
  private PlacedStorage require(Placement placement) {
    PlacedStorage found = byPlacement.get(placement);
    if (found != null) {
      return found;
    }
    if (placement.store().isEmpty() && root.isPresent()) {
      return root.get();
    }
    List<String> stores =
        byPlacement.keySet().stream().map(Placement::store).flatMap(Optional::stream).toList();
    throw new ServiceException(
        ErrorCode.INVALID_SCHEMA,
        placement
            .store()
            .map(name ->
                stores.isEmpty()
                    ? "The server has no stores; an operator names one in hypertile.stores.NAME.url."
                    : "The server has no store of this name; it has "
                        + String.join(", ", stores)
                        + ".")
            .orElse(
                "The server keeps nothing as "
                    + placement.form().text()
                    + " in its storage root; leave out storage."),
        Map.of("pointer", placement.store().isPresent() ? "/store" : "/storage", "known", stores),
        null);
  }
}
