package io.hypertile.zarr.engine;

import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.CollectionStore;
import io.hypertile.engine.DatasetStore;
import io.hypertile.engine.ObjectTree;
import io.hypertile.engine.ObjectTrees;
import io.hypertile.engine.PartitionStore;
import io.hypertile.engine.PlacedStorage;
import io.hypertile.engine.StorageUpkeep;
import io.hypertile.lock.LockManager;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.schema.PartitionedSchema;
import io.hypertile.schema.Placement;
import io.hypertile.schema.ViewSchema;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.cells.ScratchFiles;
import io.hypertile.zarr.cells.ZarrArrays;
import io.hypertile.zarr.check.ZarrIntegrity;
import java.time.Duration;

/** Collections of arrays in a store, as plain Zarr. Construction does no I/O. Thread-safe. */
public final class ZarrStorage implements PlacedStorage, AutoCloseable {
  /** Another server on the same store sees a collection after this time. */
  private static final Duration LASTING = Duration.ofSeconds(5);

  private final ZarrCollections collections;
  private final ZarrEngine arrays;
  private final ZarrUpkeep upkeep;
  private final OpenDatasets datasets;
  private final PlacedPartitions partitions;
  private final Store store;
  private final ObjectTrees trees;
  private final Placement placement;

  /**
   * Place and threads of a storage.
   *
   * @param placement of its collections
   * @param revisions states of the store, which stays open
   * @param root prefix below which they lie
   * @param isFarAway whether the store is reached over a network, and shared with other servers
   */
  public record Setting(
      Placement placement, Revisions revisions, StorePrefix root, boolean isFarAway) {}

  /**
   * Resources that it uses and does not close.
   *
   * @param lockTimeout how long a change waits for the one before it
   * @param pool encodes and decodes
   * @param scratch names files for cells that wait to be written
   */
  public record Resources(
      LockManager locks, Duration lockTimeout, CodecPool pool, ScratchFiles scratch) {}

  /** The storage of a store. */
  public ZarrStorage(Setting setting, Resources resources) {
    ZarrLayout layout = new ZarrLayout(setting.root());
    ReadAhead advice = setting.isFarAway() ? ZarrArrays.FAR_AWAY : ReadAhead.LOCAL;
    Revisions revisions = setting.revisions();
    Places places = new Places(layout, revisions, advice, resources.pool(), resources.scratch());
    Parts parts =
        new Parts(
            setting.placement(),
            layout,
            revisions,
            places.arrays(revisions),
            new ArrayRegister(revisions.plain(), layout),
            new NodeLocks(resources.locks(), resources.lockTimeout()),
            setting.isFarAway());
    this.datasets = new OpenDatasets(places);
    this.partitions = new PlacedPartitions(places);
    Duration lasting = setting.isFarAway() ? LASTING : Duration.ZERO;
    this.collections =
        new ZarrCollections(
            parts,
            new KnownCollections(revisions, layout, setting.placement(), lasting),
            datasets,
            partitions);
    this.arrays = new ZarrEngine(parts, collections);
    this.upkeep =
        new ZarrUpkeep(
            parts,
            collections,
            arrays,
            new ZarrIntegrity(parts.store(), parts.arrays(), resources.pool().memory()),
            datasets);
    this.placement = setting.placement();
    this.store = parts.store();
    this.trees = collection -> treeOf(layout, collection);
  }

  private ObjectTree treeOf(ZarrLayout layout, Collection collection) {
    return switch (collection.schema()) {
      case ArraysSchema ignored -> ObjectTree.onlyRead(store, layout.contents(collection));
      case DatasetsSchema ignored -> datasets.treeOf(collection);
      case PartitionedSchema ignored -> partitions.treeOf(collection);
      case ViewSchema ignored -> ObjectTree.onlyRead(store, layout.contents(collection));
    };
  }

  @Override
  public Placement placement() {
    return placement;
  }

  @Override
  public CollectionStore collections() {
    return collections;
  }

  @Override
  public ArrayEngine arrays() {
    return arrays;
  }

  @Override
  public DatasetStore datasets() {
    return datasets;
  }

  @Override
  public PartitionStore partitions() {
    return partitions;
  }

  @Override
  public ObjectTrees trees() {
    return trees;
  }

  @Override
  public StorageUpkeep upkeep() {
    return upkeep;
  }

  @Override
  public void close() {
    datasets.close();
    arrays.close();
  }
}
