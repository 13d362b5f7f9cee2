package io.hypertile.config.store;

import io.hypertile.config.RefusedStartException;
import io.hypertile.store.named.StoreLocation;
import io.hypertile.store.named.StoreSettings;
import java.util.List;
import org.springframework.core.env.Environment;

/**
 * Settings that do not go with a store that keeps all collections, as they would mean something
 * else at each of several servers.
 *
 * @param settings those of the server
 */
record ReplicaRules(Environment settings) {
  private static final String ROOT = "hypertile.root.store";

  /**
   * Refuses settings that do not go with several servers on one store.
   *
   * @throws RefusedStartException if there is such a setting, which the message names
   */
  void require(List<StoreSettings> stores) {
    String directory = settings.getProperty("hypertile.backup.directory", "");
    if (!directory.isBlank()) {
      throw refused(
          "hypertile.backup.directory",
          "A server whose collections are in a store has no files to back up.",
          "Protect the bucket by versions and copies of its service");
    }
    if (settings.getProperty("hypertile.demo", Boolean.class, false)) {
      throw refused(
          "hypertile.demo",
          "Sample collections are for a server that has its storage alone.",
          "Make them with a server of its own");
    }
    for (StoreSettings store : stores) {
      boolean isOwn =
          store.location() instanceof StoreLocation.InMemory
              || store.location() instanceof StoreLocation.InFiles && !store.readOnly();
      if (isOwn) {
        throw refused(
            "hypertile.stores." + store.name() + ".url",
            "What is written to " + store.location().shown() + " is seen by one server alone.",
            "Give a url that all servers reach, or for files that all of them have read-only=true");
      }
    }
  }

  private static RefusedStartException refused(String setting, String reason, String advice) {
    return new RefusedStartException(
        "The setting " + setting + " does not go with " + ROOT + ". " + reason,
        advice + ", and leave the setting out otherwise; scaling.md tells more.");
  }
}
