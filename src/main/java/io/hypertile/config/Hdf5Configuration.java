package io.hypertile.config;

import io.hypertile.catalog.ArrayCatalog;
import io.hypertile.catalog.SqliteCatalog;
import io.hypertile.chunk.CodecPool;
import io.hypertile.deker.store.Hdf5Settings;
import io.hypertile.deker.store.Hdf5Storage;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.CollectionStore;
import io.hypertile.engine.DatasetStore;
import io.hypertile.engine.ObjectTrees;
import io.hypertile.engine.PartitionStore;
import io.hypertile.engine.PlacedStorage;
import io.hypertile.engine.PlacedStorages;
import io.hypertile.engine.StorageHealth;
import io.hypertile.engine.StorageUpkeep;
import io.hypertile.journal.Journal;
import io.hypertile.journal.change.RootPath;
import io.hypertile.lock.LockManager;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.schema.Placement;
import io.hypertile.store.local.LocalStore;
import io.hypertile.store.named.Stores;
import io.hypertile.zarr.engine.ZarrStorage;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the storage: HDF5 files below the root, in Deker's layout. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(
    name = "hypertile.storage.engine",
    havingValue = "hdf5",
    matchIfMissing = true)
class Hdf5Configuration {
  private static final String CATALOG = ".hypertile/catalog";

  /** Directory of collections that are kept in Zarr. */
  private static final RootPath ZARR = new RootPath("zarr");

  @Bean(destroyMethod = "close")
  Hdf5Storage storage(HypertileProperties properties, MemoryBudget memory) {
    HypertileProperties.Storage storage = properties.storage();
    StorageRoot.prepare(storage.root());
    return Hdf5Storage.open(
        storage.root(),
        new Hdf5Settings(storage.lockTimeout(), storage.openFiles(), storage.shared()),
        memory);
  }

  /** Threads of the storage that decode chunks, closed with it. */
  @Bean(destroyMethod = "")
  CodecPool codecPool(Hdf5Storage storage) {
    return storage.codecPool();
  }

  /** Opened after the storage, which sees to it that no other server uses the root. */
  @Bean(destroyMethod = "close")
  ArrayCatalog arrayCatalog(HypertileProperties properties, Hdf5Storage storage) {
    return SqliteCatalog.open(properties.storage().root().resolve(CATALOG));
  }

  /** Arrays in Zarr below the same root, changed through the same log, and those in stores. */
  @Bean(destroyMethod = "close")
  ZarrStorages zarrStorages(HypertileProperties properties, Hdf5Storage storage, Stores stores) {
    Journal journal = storage.journal();
    ZarrStorage.Resources resources =
        new ZarrStorage.Resources(
            storage.locks(),
            properties.storage().lockTimeout(),
            storage.codecPool(),
            () -> journal.temporary(".cells").resolve(journal.root()));
    return ZarrStorages.of(new LocalStore("local", journal, ZARR).revisions(), stores, resources);
  }

  @Bean
  PlacedStorages placedStorages(Hdf5Storage storage, ZarrStorages zarr, Stores stores) {
    if (stores.root().isPresent()) {
      StorageRoot.requireWithout(
          storage.journal().root(),
          Stream.concat(
                  storage.collections().list().stream(), zarr.local().collections().list().stream())
              .toList());
      return PlacedStorages.inStores(zarr.inStores(stores.root().get().name()));
    }
    PlacedStorage hdf5 =
        PlacedStorage.of(
            Placement.DEFAULT, storage.collections(), storage.arrays(), storage.upkeep());
    return new PlacedStorages(Stream.concat(Stream.of(hdf5), zarr.all().stream()).toList());
  }

  @Bean
  CollectionStore collectionStore(PlacedStorages storages) {
    return storages.collections();
  }

  @Bean(destroyMethod = "")
  ArrayEngine arrayEngine(PlacedStorages storages) {
    return storages.arrays();
  }

  @Bean
  DatasetStore datasetStore(PlacedStorages storages) {
    return storages.datasets();
  }

  @Bean
  PartitionStore partitionStore(PlacedStorages storages) {
    return storages.partitions();
  }

  @Bean
  ObjectTrees objectTrees(PlacedStorages storages) {
    return storages.trees();
  }

  @Bean
  StorageUpkeep storageUpkeep(PlacedStorages storages) {
    return storages.upkeep();
  }

  @Bean
  LockManager lockManager(Hdf5Storage storage) {
    return storage.locks();
  }

  @Bean
  StorageHealth storageHealth(Hdf5Storage storage) {
    return storage.journal()::failure;
  }

  @Bean
  MeterBinder storageMeters(Hdf5Storage storage) {
    return registry -> StorageMeters.bind(registry, storage);
  }

  @Bean
  MeterBinder spaceMeters(Hdf5Storage storage) {
    return SpaceMeters.of(storage.journal().root());
  }
}
