package io.hypertile.config;

import io.hypertile.catalog.ArrayCatalog;
import io.hypertile.catalog.SqliteCatalog;
import io.hypertile.deker.store.Hdf5Settings;
import io.hypertile.deker.store.Hdf5Storage;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.CollectionStore;
import io.hypertile.engine.StorageHealth;
import io.hypertile.engine.StorageUpkeep;
import io.hypertile.lock.LockManager;
import io.hypertile.memory.MemoryBudget;
import io.micrometer.core.instrument.binder.MeterBinder;
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

  @Bean(destroyMethod = "close")
  Hdf5Storage storage(HypertileProperties properties, MemoryBudget memory) {
    HypertileProperties.Storage storage = properties.storage();
    StorageRoot.prepare(storage.root());
    return Hdf5Storage.open(
        storage.root(),
        new Hdf5Settings(storage.lockTimeout(), storage.openFiles(), storage.shared()),
        memory);
  }

  /** Opened after the storage, which sees to it that no other server uses the root. */
  @Bean(destroyMethod = "close")
  ArrayCatalog arrayCatalog(HypertileProperties properties, Hdf5Storage storage) {
    return SqliteCatalog.open(properties.storage().root().resolve(CATALOG));
  }

  @Bean
  CollectionStore collectionStore(Hdf5Storage storage) {
    return storage.collections();
  }

  @Bean(destroyMethod = "")
  ArrayEngine arrayEngine(Hdf5Storage storage) {
    return storage.arrays();
  }

  @Bean
  StorageUpkeep storageUpkeep(Hdf5Storage storage) {
    return storage.upkeep();
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
}
