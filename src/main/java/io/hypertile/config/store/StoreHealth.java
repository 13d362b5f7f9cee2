package io.hypertile.config.store;

import io.hypertile.store.CheckResult;
import io.hypertile.store.named.StoreWatch;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Health of the stores: down when one of them is. It is not part of readiness, since a server whose
 * store is down still serves all that lies elsewhere.
 */
record StoreHealth(StoreWatch watch) implements HealthIndicator {
  @Override
  public Health health() {
    Health.Builder health = Health.up();
    for (StoreWatch.Standing standing : watch.look()) {
      Map<String, Object> details = new LinkedHashMap<>();
      switch (standing.result()) {
        case CheckResult.Usable usable -> {
          details.put("status", Status.UP.getCode());
          details.put("url", standing.store().location().shown());
          if (!usable.findings().isEmpty()) {
            details.put("findings", usable.findings());
          }
        }
        case CheckResult.Failed failed -> {
          health.down();
          details.put("status", Status.DOWN.getCode());
          details.put("url", standing.store().location().shown());
          details.put("reason", failed.reason());
        }
      }
      health.withDetail(standing.store().name().text(), details);
    }
    return health.build();
  }
}
