package io.hypertile.deker.web;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the protocol, unless it is switched off. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "hypertile.deker.enabled", matchIfMissing = true)
class DekerConfiguration {
  @Bean
  DekerPaths dekerPaths() {
    return new DekerPaths();
  }
}
