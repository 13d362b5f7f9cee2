package io.hypertile.config.store;

import io.hypertile.config.HypertileProperties;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.store.named.NamedStore;
import io.hypertile.store.named.StoreOpener;
import io.hypertile.store.named.StoreSettings;
import io.hypertile.store.named.StoreSweeper;
import io.hypertile.store.named.StoreWatch;
import io.hypertile.store.named.Stores;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the stores of the settings. None is opened by the start. */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {
  /** Time for which the health of a store is good: probes of a cluster ask every few seconds. */
  private static final Duration GOOD = Duration.ofSeconds(10);

  /** Pause between two rounds of removing what no state names any more. */
  private static final Duration BETWEEN_SWEEPS = Duration.ofHours(6);

  /** Longest wait of a look at the health: shorter than that of usual probes. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  @Bean(destroyMethod = "close")
  Stores stores(StoresProperties properties, HypertileProperties server, MemoryBudget memory) {
    StoreOpener opener = new StoreOpener(System.getenv(), memory.share(MemoryUse.LOG));
    StoreRules rules = new StoreRules(server.storage().root());
    List<StoreSettings> stores = rules.apply(properties);
    return new Stores(stores, opener, rules.root(properties, stores, server.storage().shared()));
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
  HealthIndicator storesHealthIndicator(StoreWatch watch) {
    return new StoreHealth(watch);
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
