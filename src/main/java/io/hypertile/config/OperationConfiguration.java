package io.hypertile.config;

import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetrics;
import io.hypertile.collection.CollectionService;
import io.hypertile.engine.CollectionStore;
import io.hypertile.engine.StorageHealth;
import io.hypertile.http.Admission;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires what operators watch. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FairnessProperties.class)
class OperationConfiguration {
  @Bean
  Admission admission(FairnessProperties properties) {
    return new Admission(
        properties.light(),
        properties.heavy(),
        properties.heavySize().toBytes(),
        properties.patience());
  }

  @Bean
  StartReport startReport(
      HypertileProperties properties,
      ServerProperties server,
      KnownCallers access,
      CollectionStore store,
      CollectionService collections) {
    return new StartReport(properties, server, access, store, collections);
  }

  /** Down when the storage takes no more changes: then only a restart helps. */
  @Bean
  HealthIndicator storageHealthIndicator(ObjectProvider<StorageHealth> storage) {
    return () -> {
      StorageHealth health = storage.getIfAvailable();
      return health == null || health.failure().isEmpty()
          ? Health.up().build()
          : Health.down().withDetail("log", "takes no more changes; restart the server").build();
    };
  }

  @Bean
  MeterBinder admissionMeters(Admission admission) {
    return registry -> {
      TaggedBulkheadMetrics.ofBulkheadRegistry(admission.bulkheads()).bindTo(registry);
      lane(registry, admission.light());
      lane(registry, admission.heavy());
    };
  }

  private static void lane(MeterRegistry registry, Admission.Lane lane) {
    Gauge.builder("hypertile.requests.active", lane, Admission.Lane::active)
        .tag("lane", lane.name())
        .description("Requests for cells that are being served")
        .register(registry);
    Gauge.builder("hypertile.requests.waiting", lane, Admission.Lane::waiting)
        .tag("lane", lane.name())
        .description("Requests for cells that wait to be served")
        .register(registry);
    FunctionCounter.builder("hypertile.requests.refused", lane, Admission.Lane::refused)
        .tag("lane", lane.name())
        .description("Requests for cells that waited too long, since the server started")
        .register(registry);
  }
}
