package io.hypertile.zarr.engine;

import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.CollectionStore;
import io.hypertile.engine.DatasetStore;
import io.hypertile.engine.ObjectTrees;
import io.hypertile.engine.PartitionStore;
import io.hypertile.engine.PlacedStorage;
import io.hypertile.engine.StorageUpkeep;
import io.hypertile.schema.Placement;
import io.hypertile.store.Revisions;
import io.hypertile.store.StorePrefix;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Collections in a store that is opened when the first of them is asked for, and again at the next
 * asking where that failed. Thread-safe.
 */
public final class StoreStorage implements PlacedStorage, AutoCloseable {
  private final Placement placement;
  private final Supplier<Revisions> store;
  private final boolean isFarAway;
  private final ZarrStorage.Resources resources;
  private final ReentrantLock opening = new ReentrantLock();
  private volatile @Nullable ZarrStorage opened;

  /**
   * A storage that is not open yet.
   *
   * @param store opens the store, or throws where it cannot
   * @param isFarAway whether the store is reached over a network, and shared with other servers
   */
  public StoreStorage(
      Placement placement,
      Supplier<Revisions> store,
      boolean isFarAway,
      ZarrStorage.Resources resources) {
    this.placement = placement;
    this.store = store;
    this.isFarAway = isFarAway;
    this.resources = resources;
  }

  private ZarrStorage open() {
    ZarrStorage known = opened;
    if (known != null) {
      return known;
    }
    opening.lock();
    try {
      known = opened;
      if (known == null) {
        known =
            new ZarrStorage(
                new ZarrStorage.Setting(placement, store.get(), StorePrefix.ROOT, isFarAway),
                resources);
        opened = known;
      }
      return known;
    } finally {
      opening.unlock();
    }
  }

  @Override
  public Placement placement() {
    return placement;
  }

  @Override
  public CollectionStore collections() {
    return open().collections();
  }

  @Override
  public ArrayEngine arrays() {
    return open().arrays();
  }

  @Override
  public DatasetStore datasets() {
    return open().datasets();
  }

  @Override
  public PartitionStore partitions() {
    return open().partitions();
  }

  @Override
  public ObjectTrees trees() {
    return open().trees();
  }

  @Override
  public StorageUpkeep upkeep() {
    return open().upkeep();
  }

  @Override
  public void close() {
    ZarrStorage known = opened;
    if (known != null) {
      known.close();
    }
  }
}
