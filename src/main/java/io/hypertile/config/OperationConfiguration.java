package io.hypertile.config;

import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetrics;
import io.hypertile.engine.hdf5.Hdf5Storage;
import io.hypertile.http.Admission;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;
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

  @Bean
  MeterBinder logMeters(ObjectProvider<Hdf5Storage> storage) {
    return registry -> {
      Hdf5Storage opened = storage.getIfAvailable();
      if (opened != null) {
        bind(registry, opened.journal());
        Gauge.builder("hypertile.locks.held", opened.locks(), locks -> locks.list().size())
            .description("Locks of arrays and collections that are held")
            .register(registry);
      }
    };
  }

  private static void bind(MeterRegistry registry, Journal journal) {
    counter(registry, journal, "records", JournalStatistics::records);
    counter(registry, journal, "bytes", JournalStatistics::bytes);
    counter(registry, journal, "syncs", JournalStatistics::syncs);
    counter(registry, journal, "shared.syncs", JournalStatistics::sharedSyncs);
    counter(registry, journal, "checkpoints", JournalStatistics::checkpoints);
    Gauge.builder("hypertile.log.pending", journal, log -> log.statistics().pendingBytes())
        .baseUnit("bytes")
        .description("Bytes of the redo log that a restart would redo")
        .register(registry);
    Gauge.builder("hypertile.log.failed", journal, log -> log.failure().isPresent() ? 1 : 0)
        .description("1 when the redo log takes no more changes")
        .register(registry);
  }

  private static void counter(
      MeterRegistry registry,
      Journal journal,
      String name,
      ToDoubleFunction<JournalStatistics> value) {
    FunctionCounter.builder(
            "hypertile.log." + name, journal, log -> value.applyAsDouble(log.statistics()))
        .description("Of the redo log, since the server started")
        .register(registry);
  }
}
