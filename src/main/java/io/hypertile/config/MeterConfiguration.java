package io.hypertile.config;

import io.hypertile.chunk.StorageStatistics;
import io.hypertile.http.RequestMeters;
import io.hypertile.http.tomcat.AnswerPace;
import io.hypertile.lock.LockManager;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.reading.ExecutorStatistics;
import io.hypertile.reading.PlanExecutor;
import io.hypertile.route.Routes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.Function;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Wires figures to the registry of meters. The classes that count know no registry; all figures are
 * listed in {@code src/docs/operating.md}.
 */
@Configuration(proxyBeanMethods = false)
class MeterConfiguration {
  @Bean
  RequestMeters requestMeters(MeterRegistry registry, Routes routes) {
    return new RequestMeters(registry, routes);
  }

  @Bean
  MeterBinder answerMeters(AnswerPace pace) {
    return registry ->
        new Meters<>(registry, "hypertile.requests.", pace)
            .counter(
                "cut",
                "",
                "Answers cut off because the client took them too slowly",
                AnswerPace::cut);
  }

  @Bean
  MeterBinder lockMeters(LockManager locks) {
    return registry -> {
      Meters<LockManager> meters = new Meters<>(registry, "hypertile.locks.", locks);
      meters.gauge("held", "", "Locks that are held", l -> l.list().size());
      meters.counter("waits", "", "Locks that were not free at once", l -> l.statistics().waits());
      meters.counter(
          "wait",
          "seconds",
          "Time spent in these waits",
          l -> Meters.seconds(l.statistics().waitTime()));
      meters.counter(
          "timeouts", "", "Waits that ended without the lock", l -> l.statistics().timeouts());
    };
  }

  @Bean
  MeterBinder ioMeters(PlanExecutor executor) {
    return registry -> {
      Meters<PlanExecutor> io =
          new Meters<>(registry, "hypertile.pool.", executor).tagged("pool", "io");
      bindPool(
          io,
          e -> {
            ExecutorStatistics now = e.statistics();
            return new StorageStatistics.Threads(now.threads(), now.active(), now.queued());
          });
    };
  }

  @Bean
  MeterBinder memoryMeters(MemoryBudget memory) {
    return registry -> {
      for (MemoryUse use : MemoryUse.values()) {
        new Meters<>(registry, "hypertile.memory.", memory.share(use))
            .tagged("use", use.label())
            .gauge("used", "bytes", "Native memory in use", MemoryShare::usedBytes);
      }
      Meters<MemoryBudget> all = new Meters<>(registry, "hypertile.memory.", memory);
      all.gauge("idle", "bytes", "Native memory kept for reuse", MemoryBudget::idleBytes);
      all.gauge("limit", "bytes", "Native memory to be had", MemoryBudget::limit);
      all.gauge("waiting", "", "Requests that wait for native memory", MemoryBudget::waiting);
    };
  }

  static <T> void bindPool(Meters<T> meters, Function<T, StorageStatistics.Threads> pool) {
    meters.gauge("threads", "", "Threads of the pool", t -> pool.apply(t).size());
    meters.gauge("active", "", "Threads at work", t -> pool.apply(t).active());
    meters.gauge("queued", "", "Work that waits for a thread", t -> pool.apply(t).queued());
  }
}
