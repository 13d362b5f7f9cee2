package io.hypertile.config.store;

import io.hypertile.config.HypertileProperties;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.route.Routes;
import io.hypertile.store.StoreName;
import io.hypertile.store.layer.KeepRules;
import io.hypertile.store.named.NamedStore;
import io.hypertile.store.named.StoreOpener;
import io.hypertile.store.named.StoreSettings;
import io.hypertile.store.named.StoreSweeper;
import io.hypertile.store.named.StoreWatch;
import io.hypertile.store.named.Stores;
import io.hypertile.store.web.StaleReads;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Wires the stores of the settings. None is opened by the start. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoresProperties.class)
class StoreConfiguration {
  /** Time for which the health of a store is good: probes of a cluster ask every few seconds. */
  private static final Duration GOOD = Duration.ofSeconds(10);

  /** Pause between two rounds of removing what no state names any more. */
  private static final Duration BETWEEN_SWEEPS = Duration.ofHours(6);

  /** File for what was read of the store of all collections, in the storage root. */
  private static final String KEPT_OBJECTS = ".hypertile/cache/objects";

  /** Longest wait of a look at the health: shorter than that of usual probes. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  @Bean(destroyMethod = "close")
  Stores stores(
      StoresProperties properties,
      HypertileProperties server,
      MemoryBudget memory,
      Environment settings) {
    StoreRules rules = new StoreRules(server.storage().root());
    List<StoreSettings> stores = rules.apply(properties);
    Optional<StoreName> root = rules.root(properties, stores, server.storage().shared());
    root.ifPresent(name -> new ReplicaRules(settings).require(stores));
    Map<StoreName, KeepRules> kept =
        root.map(name -> Map.of(name, kept(properties, server))).orElse(Map.of());
    StoreOpener opener = new StoreOpener(System.getenv(), memory.share(MemoryUse.LOG), kept);
    return new Stores(stores, opener, root);
  }

  private static KeepRules kept(StoresProperties properties, HypertileProperties server) {
    return new KeepRules(
        properties.root().stale(),
        properties.root().cache().toBytes(),
        server.storage().root().toAbsolutePath().resolve(KEPT_OBJECTS));
  }

  /** Comes before all that reads collections. */
  @Bean
  FilterRegistrationBean<StaleReads> staleReads(
      StoresProperties properties, Stores stores, Routes routes) {
    FilterRegistrationBean<StaleReads> filter =
        new FilterRegistrationBean<>(new StaleReads(properties.root().stale(), routes));
    filter.setEnabled(stores.root().isPresent() && properties.root().stale().isPositive());
    filter.setOrder(1);
    return filter;
  }

  @Bean(destroyMethod = "close")
  StoreWatch storeWatch(Stores stores) {
    return new StoreWatch(stores, GOOD, PATIENCE);
  }

  @Bean(destroyMethod = "close")
  StoreSweeper storeSweeper(Stores stores) {
    return new StoreSweeper(stores, BETWEEN_SWEEPS);
  }

  /** The component {@code stores} of the server's health. */
  @Bean
  HealthIndicator storesHealthIndicator(
      StoreWatch watch, Stores stores, StoresProperties properties) {
    return new StoreHealth(watch, stores.root().map(NamedStore::name), properties.root().stale());
  }

  @Bean
  StoreReport storeReport(StoreWatch watch, Stores stores) {
    return new StoreReport(watch, stores.root().map(NamedStore::name));
  }

  @Bean
  StoreMeters storeMeters(Stores stores) {
    return new StoreMeters(stores);
  }
}
