package io.hypertile.config.quota;

import io.hypertile.quota.Amount;
import io.hypertile.quota.Quota;
import io.hypertile.quota.StoredUse;
import io.hypertile.security.ApiKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Figures of quotas, their limits and uses: of those of the settings, then of those of keys. */
record QuotaMeters(StoredUse uses, ApiKeys keys) implements MeterBinder {
  /** Quotas that have figures. */
  private static final int MOST = 100;

  @Override
  public void bindTo(MeterRegistry registry) {
    Figures bytes =
        new Figures(gauge(registry, "used", "bytes"), gauge(registry, "limit", "bytes"));
    Figures arrays =
        new Figures(gauge(registry, "used.arrays", ""), gauge(registry, "limit.arrays", ""));
    keys.whenTaken(() -> {
      List<Quota> shown = uses.quotas().stream().limit(MOST).toList();
      bytes.show(uses, shown, Amount::bytes);
      arrays.show(uses, shown, Amount::arrays);
    });
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String unit) {
    MultiGauge.Builder builder =
        MultiGauge.builder("hypertile.quota." + name)
            .description(
                name.startsWith("used")
                    ? "What collections hold of a quota, the fullest where each has it"
                    : "Limit of a quota");
    return (unit.isEmpty() ? builder : builder.baseUnit(unit)).register(registry);
  }

  /** Use and limit in one unit. */
  private record Figures(MultiGauge used, MultiGauge limit) {
    void show(StoredUse uses, List<Quota> quotas, ToLongFunction<Amount> unit) {
      List<MultiGauge.Row<?>> ofUse = new ArrayList<>();
      List<MultiGauge.Row<?>> ofLimit = new ArrayList<>();
      for (Quota quota : quotas) {
        long most = unit.applyAsLong(quota.most());
        if (most > 0) {
          Tags tags = Tags.of("holder", quota.holder().text(), "quota", quota.name());
          ofUse.add(MultiGauge.Row.of(tags, uses, all -> unit.applyAsLong(all.of(quota).use())));
          ofLimit.add(MultiGauge.Row.of(tags, most));
        }
      }
      used.register(ofUse, true);
      limit.register(ofLimit, true);
    }
  }
}
