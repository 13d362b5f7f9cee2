package io.hypertile.collection.web;

import io.hypertile.engine.MemoryStorage;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** The server over {@link HugeEngine}. */
@TestConfiguration(proxyBeanMethods = false)
@Import(MemoryBesideCells.class)
class HugeServer {
  @Bean
  @Primary
  HugeEngine hugeEngine(MemoryStorage storage) {
    return new HugeEngine(storage);
  }
}
