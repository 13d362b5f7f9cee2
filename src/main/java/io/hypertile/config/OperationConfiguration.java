package io.hypertile.config;

import io.hypertile.engine.hdf5.Hdf5Storage;
import io.hypertile.http.Admission;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires what operators watch. */
@Configuration(proxyBeanMethods = false)
class OperationConfiguration {
  @Bean
  Admission admission(FairnessProperties properties) {
    return new Admission(
        properties.light(),
        properties.heavy(),
        properties.heavySize().toBytes(),
        properties.patience());
  }

  /** Down when the log takes no more changes: then only a restart helps. */
  @Bean
  HealthIndicator storageHealthIndicator(ObjectProvider<Hdf5Storage> storage) {
    return () -> {
      Hdf5Storage opened = storage.getIfAvailable();
      return opened == null || opened.journal().failure().isEmpty()
          ? Health.up().build()
          : Health.down().withDetail("log", "takes no more changes; restart the server").build();
    };
  }

  @Bean
  MeterBinder admissionMeters(Admission admission) {
    return registry -> {
      lane(registry, "light", admission.light());
      lane(registry, "heavy", admission.heavy());
    };
  }

  private static void lane(MeterRegistry registry, String name, Admission.Lane lane) {
    Gauge.builder("hypertile.requests.active", lane, Admission.Lane::active)
        .tag("lane", name)
        .description("Requests for cells that are being served")
        .register(registry);
    Gauge.builder("hypertile.requests.waiting", lane, Admission.Lane::waiting)
        .tag("lane", name)
        .description("Requests for cells that wait to be served")
        .register(registry);
  }
}
