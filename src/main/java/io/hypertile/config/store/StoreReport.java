package io.hypertile.config.store;

import io.hypertile.store.CheckResult;
import io.hypertile.store.StoreName;
import io.hypertile.store.named.NamedStore;
import io.hypertile.store.named.StoreWatch;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Logs a line for each store when it has answered for the first time; no start waits for that.
 *
 * @param root name of the store that keeps all collections; empty if the storage root does
 */
record StoreReport(StoreWatch watch, Optional<StoreName> root)
    implements ApplicationListener<ApplicationReadyEvent> {
  private static final Logger LOG = LoggerFactory.getLogger("hypertile.start");

  @Override
  public void onApplicationEvent(ApplicationReadyEvent event) {
    watch.look(this::report);
  }

  private String use(NamedStore store) {
    if (root.filter(store.name()::equals).isPresent()) {
      return "to be read and written, keeps all collections";
    }
    return store.isReadOnly() ? "to be read" : "to be read and written";
  }

  private void report(StoreWatch.Standing standing) {
    NamedStore store = standing.store();
    String place = store.location().shown();
    switch (standing.result()) {
      case CheckResult.Usable(var findings) when findings.isEmpty() ->
          LOG.info("Store {}: {}, {}", store.name(), place, use(store));
      case CheckResult.Usable(var findings) ->
          LOG.warn("Store {}: {}. {}", store.name(), place, String.join(" ", findings));
      case CheckResult.Failed(String reason) ->
          LOG.warn("Store {}: {} is down. {}", store.name(), place, reason);
    }
  }
}
