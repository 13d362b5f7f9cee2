package io.hypertile.config.store;

import io.hypertile.config.HypertileProperties;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.store.named.StoreOpener;
import io.hypertile.store.named.Stores;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the stores of the settings. None is opened by the start. */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {
  @Bean(destroyMethod = "close")
  Stores stores(StoresProperties properties, HypertileProperties server, MemoryBudget memory) {
    StoreOpener opener = new StoreOpener(System.getenv(), memory.share(MemoryUse.LOG));
    return new Stores(new StoreRules(server.storage().root()).apply(properties), opener);
  }
}
