package io.hypertile.config;

import io.hypertile.catalog.ArrayCatalog;
import io.hypertile.collection.ArrayIndex;
import io.hypertile.collection.ArrayLists;
import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CollectionService;
import io.hypertile.collection.DatasetService;
import io.hypertile.collection.JoinedArrays;
import io.hypertile.collection.PartitionService;
import io.hypertile.collection.UpkeepService;
import io.hypertile.coordinate.CoordinateCache;
import io.hypertile.dataset.coordinates.DatasetCoordinates;
import io.hypertile.deker.form.DekerForm;
import io.hypertile.deker.form.KeyPath;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.CollectionStore;
import io.hypertile.engine.DatasetStore;
import io.hypertile.engine.PartitionStore;
import io.hypertile.engine.StorageUpkeep;
import io.hypertile.lock.LockManager;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.partition.coordinates.PartitionCoordinates;
import io.hypertile.reading.CellReads;
import io.hypertile.reading.PlanExecutor;
import io.hypertile.reading.ReadPlanner;
import io.hypertile.reading.SlabSizes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.json.CollectionForms;
import io.hypertile.schema.json.KeyRule;
import io.hypertile.store.StoreName;
import io.hypertile.store.named.Stores;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the services to the storage. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HypertileProperties.class)
class StorageConfiguration {
  /** Bytes that are rather read than skipped: a read of a page costs as much as a system call. */
  private static final long GAP = 32 << 10;

  /** Part of the heap that keeps coordinates that were read. */
  private static final int COORDINATES_OF_HEAP = 8;

  /** Longest wait of a list for an index that is being rebuilt. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Keys of arrays are names of directories in Deker's layout. */
  @Bean
  KeyRule keyRule() {
    return KeyPath::requireNew;
  }

  @Bean
  CollectionForms collectionForms(Stores stores) {
    return new CollectionForms(List.of(new DekerForm()), stores.root().isEmpty());
  }

  /** Coordinates that were read, of all collections together. */
  @Bean
  CoordinateCache coordinateCache() {
    return new CoordinateCache(Runtime.getRuntime().maxMemory() / COORDINATES_OF_HEAP);
  }

  @Bean
  DatasetService datasetService(
      CollectionService collections, DatasetStore store, CoordinateCache cache) {
    return new DatasetService(collections, store, new DatasetCoordinates(cache));
  }

  @Bean
  PartitionService partitionService(
      CollectionService collections, PartitionStore store, CoordinateCache cache) {
    return new PartitionService(collections, store, new PartitionCoordinates(cache));
  }

  @Bean(destroyMethod = "close")
  ArrayIndex arrayIndex(
      ArrayCatalog catalog,
      ArrayEngine engine,
      CollectionStore store,
      Stores stores,
      HypertileProperties properties) {
    int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
    ArrayIndex index = new ArrayIndex(catalog, engine, threads, PATIENCE);
    boolean isShared = properties.storage().shared();
    index.checkFiles(collection -> isShared || isFarAway(collection, stores));
    index.start(store);
    return index;
  }

  /** Other servers may have the stores that are reached over a network. */
  private static boolean isFarAway(Collection collection, Stores stores) {
    return collection
        .placement()
        .store()
        .flatMap(name -> stores.find(new StoreName(name)))
        .filter(store -> store.location().isFarAway())
        .isPresent();
  }

  @Bean
  ArrayLists arrayLists(ArrayEngine engine, ArrayIndex index) {
    return new ArrayLists(engine, index);
  }

  @Bean
  JoinedArrays joinedArrays(ArrayEngine engine, ArrayLists lists) {
    return new JoinedArrays(engine, lists);
  }

  @Bean
  UpkeepService upkeepService(StorageUpkeep upkeep, LockManager locks) {
    return new UpkeepService(upkeep, locks);
  }

  @Bean
  MemoryBudget memoryBudget(HypertileProperties properties) {
    return new MemoryBudget(properties.memory().limit().toBytes());
  }

  @Bean
  PlanExecutor planExecutor(HypertileProperties properties, MemoryBudget memory) {
    HypertileProperties.Io io = properties.io();
    int processors = Runtime.getRuntime().availableProcessors();
    return new PlanExecutor(
        new PlanExecutor.Resources(
            io.threadCount(), processors, memory.share(MemoryUse.ANSWERS), io.memoryTimeout()));
  }

  @Bean
  ArrayService arrayService(ArrayEngine engine, ArrayIndex index) {
    return new ArrayService(engine, index);
  }

  @Bean
  CellReads cellReads(PlanExecutor executor, HypertileProperties properties) {
    HypertileProperties.Io io = properties.io();
    SlabSizes sizes = new SlabSizes(io.slab().toBytes(), io.largestSlab().toBytes(), GAP);
    return new CellReads(new ReadPlanner(sizes), executor);
  }
}
