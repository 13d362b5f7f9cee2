package io.hypertile.config.store;

import io.hypertile.config.Meters;
import io.hypertile.config.SpaceMeters;
import io.hypertile.store.layer.KeptStore;
import io.hypertile.store.layer.StoreStatistics;
import io.hypertile.store.layer.StoreStatistics.Calls;
import io.hypertile.store.named.NamedStore;
import io.hypertile.store.named.StoreLocation;
import io.hypertile.store.named.Stores;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToLongFunction;

/** Figures of the stores, by store and operation. */
record StoreMeters(Stores stores) implements MeterBinder {
  private static final double NANOS = 1e9;

  @Override
  public void bindTo(MeterRegistry registry) {
    for (NamedStore store : stores.all()) {
      Meters<NamedStore> all =
          new Meters<>(registry, "hypertile.store.", store).tagged("store", store.name().text());
      all.gauge("active", "", "Calls under way", s -> s.statistics().active());
      all.counter(
          "refused.puts",
          "",
          "Puts whose condition did not hold",
          s -> s.statistics().refusedPuts());
      all.counter("unknown.puts", "", "Puts without an answer", s -> s.statistics().unknownPuts());
      bindKept(all);
      if (store.location() instanceof StoreLocation.InFiles(Path directory)
          && !store.isReadOnly()) {
        SpaceMeters.ofStore(store.name().text(), directory).bindTo(registry);
      }
      for (StoreStatistics.Operation operation : StoreStatistics.Operation.values()) {
        bind(all, operation);
      }
    }
  }

  private static void bindKept(Meters<NamedStore> all) {
    all.counter(
        "stale.answers",
        "",
        "Answers that were kept, in place of those of the store while it was down",
        s -> of(s, KeptStore.Figures::stale));
    all.counter(
        "cache.hits",
        "",
        "Objects, or ranges of them, that were read from the local disk",
        s -> of(s, KeptStore.Figures::hits));
    all.counter(
        "cache.misses",
        "",
        "Objects, or ranges of them, asked of the store as the local disk did not have them",
        s -> of(s, KeptStore.Figures::misses));
  }

  private static double of(NamedStore store, ToLongFunction<KeptStore.Figures> figure) {
    return store.kept().map(figure::applyAsLong).orElse(0L);
  }

  private static void bind(Meters<NamedStore> all, StoreStatistics.Operation operation) {
    Meters<NamedStore> meters = all.tagged("operation", operation.name().toLowerCase(Locale.ROOT));
    meters.counter("calls", "", "Calls that have ended", s -> of(s, operation, Calls::ended));
    meters.counter("failures", "", "Calls that have failed", s -> of(s, operation, Calls::failed));
    meters.counter(
        "call", "seconds", "Time spent in calls", s -> of(s, operation, Calls::nanos) / NANOS);
    meters.counter(
        "carried", "bytes", "Bytes of objects carried", s -> of(s, operation, Calls::bytes));
  }

  private static double of(
      NamedStore store, StoreStatistics.Operation operation, ToLongFunction<Calls> figure) {
    Calls calls = Objects.requireNonNull(store.statistics().calls().get(operation));
    return figure.applyAsLong(calls);
  }
}
