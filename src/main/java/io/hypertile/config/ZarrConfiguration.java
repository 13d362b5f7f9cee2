package io.hypertile.config;

import io.hypertile.collection.ArrayLists;
import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CollectionService;
import io.hypertile.collection.DatasetService;
import io.hypertile.collection.PartitionService;
import io.hypertile.collection.zarr.CollectionTree;
import io.hypertile.collection.zarr.DatasetTree;
import io.hypertile.collection.zarr.PartitionTree;
import io.hypertile.collection.zarr.PinnedStates;
import io.hypertile.zarr.view.ChunkSizes;
import io.hypertile.zarr.view.NodeTree;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.util.unit.DataSize;

/** Wires the models to the Zarr hierarchy: each gives a tree. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ZarrProperties.class)
class ZarrConfiguration {
  /** Stored chunks and tiles up to this size are shown whole. */
  private static final DataSize MOST = DataSize.ofMegabytes(64);

  @Bean
  ChunkSizes chunkSizes(ZarrProperties properties, HypertileProperties server) {
    long most = Math.min(MOST.toBytes(), server.limits().result().toBytes());
    return new ChunkSizes(properties.chunk().toBytes(), most);
  }

  @Bean
  NodeTree collectionTree(
      CollectionService collections, ArrayService arrays, ArrayLists lists, ChunkSizes sizes) {
    return new CollectionTree(collections, arrays, lists, sizes);
  }

  /** Closed before the datasets are. */
  @Bean(destroyMethod = "close")
  @DependsOn("datasetService")
  PinnedStates pinnedStates() {
    return new PinnedStates(InstantSource.system());
  }

  @Bean
  NodeTree partitionTree(
      CollectionService collections, PartitionService partitions, ChunkSizes sizes) {
    return new PartitionTree(collections, partitions, sizes);
  }

  @Bean
  NodeTree datasetTree(
      CollectionService collections,
      DatasetService datasets,
      PinnedStates states,
      ChunkSizes sizes) {
    return new DatasetTree(collections, datasets, states, sizes);
  }
}
