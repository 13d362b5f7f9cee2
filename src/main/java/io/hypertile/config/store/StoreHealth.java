package io.hypertile.config.store;

import io.hypertile.store.CheckResult;
import io.hypertile.store.StoreName;
import io.hypertile.store.named.StoreWatch;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Health of the stores: down when one of them is. It is not part of readiness, since a server whose
 * store is down still serves all that lies elsewhere, and of its root what it has read.
 *
 * @param root name of the store that keeps all collections; empty if the storage root keeps them
 * @param stale greatest age of what is read while that one is down
 */
record StoreHealth(StoreWatch watch, Optional<StoreName> root, Duration stale)
    implements HealthIndicator {
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
          if (stale.isPositive() && root.filter(standing.store().name()::equals).isPresent()) {
            details.put("reads", "of states that were read, up to " + stale.toSeconds() + " s old");
            details.put("writes", "refused");
          }
        }
      }
      health.withDetail(standing.store().name().text(), details);
    }
    return health.build();
  }
}
