package io.hypertile.zarr.engine;

import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.CollectionStore;
import io.hypertile.engine.DatasetStore;
import io.hypertile.engine.PlacedStorage;
import io.hypertile.engine.StorageUpkeep;
import io.hypertile.lock.LockManager;
import io.hypertile.schema.Placement;
import io.hypertile.store.Revisions;
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
    Parts parts =
        new Parts(
            setting.placement(),
            layout,
            revisions,
            new ZarrArrays(revisions, resources.pool(), advice, resources.scratch()),
            new ArrayRegister(revisions.plain(), layout),
            new NodeLocks(resources.locks(), resources.lockTimeout()),
            setting.isFarAway());
    this.datasets =
        new OpenDatasets(layout, revisions, advice, resources.pool(), resources.scratch());
    Duration lasting = setting.isFarAway() ? LASTING : Duration.ZERO;
    this.collections =
        new ZarrCollections(
            parts, new KnownCollections(revisions, layout, setting.placement(), lasting), datasets);
    this.arrays = new ZarrEngine(parts, collections);
    this.upkeep =
        new ZarrUpkeep(
            parts,
            collections,
            arrays,
            new ZarrIntegrity(parts.store(), parts.arrays(), resources.pool().memory()),
            datasets);
    this.placement = setting.placement();
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
  public StorageUpkeep upkeep() {
    return upkeep;
  }

  @Override
  public void close() {
    datasets.close();
    arrays.close();
  }
}
