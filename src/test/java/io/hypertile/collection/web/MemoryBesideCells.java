package io.hypertile.collection.web;

import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.engine.MemoryDatasets;
import io.hypertile.engine.CollectionStore;
import io.hypertile.engine.MemoryStorage;
import io.hypertile.engine.MemoryUpkeep;
import io.hypertile.engine.StorageUpkeep;
import io.hypertile.lock.InProcessLocks;
import io.hypertile.lock.LockManager;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.partition.engine.MemoryPartitionStore;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** A server over a storage in memory, but for the engine of its cells. */
@TestConfiguration(proxyBeanMethods = false)
@Import(TemporaryCatalog.class)
class MemoryBesideCells {
  @Bean
  MemoryStorage memoryStorage() {
    return new MemoryStorage();
  }

  @Bean
  @Primary
  CollectionStore memoryCollections(MemoryStorage storage) {
    return storage.collections();
  }

  @Bean(destroyMethod = "close")
  MemoryDatasets memoryDatasets() {
    return new MemoryDatasets();
  }

  @Bean(destroyMethod = "close")
  MemoryPartitionStore memoryPartitions() {
    return new MemoryPartitionStore();
  }

  @Bean(destroyMethod = "close")
  CodecPool memoryPool() {
    return new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 64L << 20));
  }

  @Bean
  StorageUpkeep memoryUpkeep() {
    return new MemoryUpkeep();
  }

  @Bean
  LockManager memoryLocks() {
    return new InProcessLocks();
  }
}
