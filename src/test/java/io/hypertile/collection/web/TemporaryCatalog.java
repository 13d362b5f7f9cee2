package io.hypertile.collection.web;

import io.hypertile.TemporaryDirectory;
import io.hypertile.catalog.ArrayCatalog;
import io.hypertile.catalog.SqliteCatalog;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** An index for servers over a storage in memory, in a directory that goes with the server. */
@TestConfiguration(proxyBeanMethods = false)
class TemporaryCatalog {
  @Bean(destroyMethod = "close")
  TemporaryDirectory catalogDirectory() {
    return TemporaryDirectory.create("catalog");
  }

  @Bean(destroyMethod = "close")
  ArrayCatalog memoryCatalog(TemporaryDirectory catalogDirectory) {
    return SqliteCatalog.open(catalogDirectory.path());
  }
}
