package io.hypertile.collection.web;

import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.MemoryStorage;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** The server over a storage in memory. */
@TestConfiguration(proxyBeanMethods = false)
@Import(MemoryBesideCells.class)
public class MemoryServer {
  @Bean
  @Primary
  ArrayEngine memoryArrays(MemoryStorage storage) {
    return storage.arrays();
  }
}
