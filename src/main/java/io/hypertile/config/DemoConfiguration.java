package io.hypertile.config;

import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CollectionService;
import io.hypertile.collection.DatasetService;
import io.hypertile.collection.PartitionService;
import io.hypertile.demo.Demo;
import io.hypertile.schema.json.KeyRule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the samples before the server says that it is ready. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("hypertile.demo")
class DemoConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(DemoConfiguration.class);

  @Bean
  ApplicationRunner demo(
      CollectionService collections,
      ArrayService arrays,
      DatasetService datasets,
      PartitionService partitions,
      KeyRule keys) {
    Demo demo = new Demo(collections, arrays, datasets, partitions, keys);
    return arguments -> {
      if (demo.fill()) {
        LOG.info(
            "The sample collections demo_weather, demo_terrain, demo_floats, demo_tracks and"
                + " demo_corrections are there.");
      } else {
        LOG.warn("The storage has collections of its own, so no samples are put into it.");
      }
    };
  }
}
