package io.hypertile.config.quota;

import io.hypertile.collection.CollectionCounter;
import io.hypertile.collection.CollectionService;
import io.hypertile.collection.DatasetService;
import io.hypertile.collection.PartitionService;
import io.hypertile.collection.UpkeepService;
import io.hypertile.config.HypertileProperties;
import io.hypertile.quota.StoredUse;
import io.hypertile.quota.web.CellWrites;
import io.hypertile.quota.web.QuotaGate;
import io.hypertile.route.Routes;
import io.hypertile.security.ApiKeys;
import io.hypertile.security.Caller;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires quotas and the figures of keys. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QuotaProperties.class)
class QuotaConfiguration {
  /** Use of collections at the last stop; made again when it is not there. */
  private static final String FILE = ".hypertile/catalog/use-of-collections.txt";

  @Bean
  CollectionCounter collectionCounter(
      CollectionService collections,
      DatasetService datasets,
      PartitionService partitions,
      UpkeepService upkeep) {
    return new CollectionCounter(collections, datasets, partitions, upkeep);
  }

  @Bean(destroyMethod = "close")
  StoredUse storedUse(
      CollectionCounter counter,
      QuotaProperties properties,
      ApiKeys keys,
      HypertileProperties server) {
    Path file = server.storage().root().resolve(FILE);
    StoredUse uses =
        new StoredUse(
            counter,
            properties.all(),
            () ->
                keys.callers().stream()
                    .map(Caller::quota)
                    .flatMap(quota -> quota.stream())
                    .toList(),
            file);
    uses.start();
    return uses;
  }

  /** Comes after the rules of access, which know the caller. */
  @Bean
  FilterRegistrationBean<QuotaGate> quotaGate(StoredUse uses, Routes routes, CellWrites writes) {
    FilterRegistrationBean<QuotaGate> gate =
        new FilterRegistrationBean<>(new QuotaGate(uses, routes, writes));
    gate.setOrder(0);
    return gate;
  }

  @Bean
  QuotaMeters quotaMeters(StoredUse uses, ApiKeys keys) {
    return new QuotaMeters(uses, keys);
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> keyTraffic(MeterRegistry registry) {
    return factory -> factory.addContextValves(new KeyTraffic(registry));
  }
}
