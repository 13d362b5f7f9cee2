package io.hypertile.config.trash;

import io.hypertile.collection.ArrayIndex;
import io.hypertile.collection.CollectionService;
import io.hypertile.collection.DatasetService;
import io.hypertile.collection.PartitionService;
import io.hypertile.collection.TrashService;
import io.hypertile.collection.web.Confirmation;
import io.hypertile.config.Meters;
import io.hypertile.engine.CollectionStore;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires what stands before removals. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TrashProperties.class)
class TrashConfiguration {
  @Bean
  CollectionService collectionService(
      CollectionStore store, ArrayIndex index, TrashProperties properties) {
    return new CollectionService(store, index, properties.keep().isPositive());
  }

  @Bean(destroyMethod = "close")
  TrashService trashService(CollectionStore store, ArrayIndex index, TrashProperties properties) {
    TrashService trash = new TrashService(store, index, properties.keep(), InstantSource.system());
    trash.start();
    return trash;
  }

  /** Figures of what the trash holds. */
  @Bean
  MeterBinder trashMeters(TrashService trash) {
    return registry -> {
      Meters<TrashService> meters = new Meters<>(registry, "hypertile.trash.", trash);
      meters.gauge(
          "collections",
          "",
          "Removals of collections, or of all arrays of one, that are kept",
          t -> t.totals().removals());
      meters.gauge(
          "size", "bytes", "Bytes of what was removed and is kept", t -> t.totals().bytes());
    };
  }

  @Bean
  Confirmation confirmation(
      CollectionService collections,
      DatasetService datasets,
      PartitionService partitions,
      TrashProperties properties) {
    return new Confirmation(collections, datasets, partitions, properties.confirmAbove());
  }
}
