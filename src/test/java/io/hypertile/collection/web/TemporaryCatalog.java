package io.hypertile.collection.web;

import io.hypertile.catalog.ArrayCatalog;
import io.hypertile.catalog.SqliteCatalog;
import java.io.IOException;
import java.nio.file.Files;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** An index for servers over a storage in memory. */
@TestConfiguration(proxyBeanMethods = false)
class TemporaryCatalog {
  @Bean(destroyMethod = "close")
  ArrayCatalog memoryCatalog() throws IOException {
    return SqliteCatalog.open(Files.createTempDirectory("catalog"));
  }
}
