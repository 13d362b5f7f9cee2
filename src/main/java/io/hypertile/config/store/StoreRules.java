package io.hypertile.config.store;

import io.hypertile.config.RefusedStartException;
import io.hypertile.error.ServiceException;
import io.hypertile.store.StoreName;
import io.hypertile.store.named.StoreLocation;
import io.hypertile.store.named.StoreSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rules for the settings of stores: what each kind takes.
 *
 * @param root the storage root, in which no store lies
 */
record StoreRules(Path root) {
  private static final String PREFIX = "hypertile.stores.";
  private static final String LEAVE_OUT = "Leave the setting out, or give another url.";

  /**
   * The stores of the settings, in the order of their names.
   *
   * @throws RefusedStartException if one cannot be as they want it
   */
  List<StoreSettings> apply(StoresProperties properties) {
    List<StoreSettings> stores = new ArrayList<>();
    for (Map.Entry<String, StoresProperties.Store> entry :
        new TreeMap<>(properties.stores()).entrySet()) {
      stores.add(store(entry.getKey(), entry.getValue()));
    }
    return stores;
  }

  /**
   * The store that keeps the collections in place of the storage root; empty if the root keeps
   * them.
   *
   * @param stores those of the settings
   * @param isShared whether Deker processes work on the storage root
   * @throws RefusedStartException if none of them can
   */
  Optional<StoreName> root(
      StoresProperties properties, List<StoreSettings> stores, boolean isShared) {
    String given = properties.root().store();
    if (!isGiven(given)) {
      return Optional.empty();
    }
    StoreSettings found =
        stores.stream()
            .filter(store -> store.name().text().equals(given))
            .findFirst()
            .orElseThrow(() -> unfitRoot("There is no store of this name."));
    boolean isFit = found.location().isFarAway() && !found.readOnly();
    if (!isFit || found.location() instanceof StoreLocation.OverHttp) {
      throw unfitRoot("Only a store of S3, Google or Azure that is written keeps collections so.");
    }
    if (isShared) {
      throw unfitRoot("Deker processes share the storage root, hypertile.storage.shared.");
    }
    return Optional.of(found.name());
  }

  private static RefusedStartException unfitRoot(String reason) {
    return unfit(
        "hypertile.root.store",
        reason,
        "Name a store of hypertile.stores that several servers can write, or leave the setting"
            + " out; scaling.md tells more.");
  }

  private StoreSettings store(String key, StoresProperties.Store given) {
    String setting = PREFIX + key;
    if (!StoreName.isValid(key)) {
      throw unfit(
          setting,
          "A store has no such name.",
          "Give it a name of up to 63 lower-case letters, digits and dashes, with a letter first.");
    }
    StoreLocation location = location(setting + ".url", given.url());
    boolean hasService = location.isFarAway() && !(location instanceof StoreLocation.OverHttp);
    if (given.endpoint() != null && !hasService) {
      throw unfit(setting + ".endpoint", "Stores of S3, Google and Azure have one.");
    }
    if (given.region() != null && !(location instanceof StoreLocation.InS3)) {
      throw unfit(setting + ".region", "Stores of S3 have one.");
    }
    boolean hasProfile = location instanceof StoreLocation.InS3 && !given.anonymous();
    if (given.profile() != null && !hasProfile) {
      throw unfit(setting + ".profile", "Stores of S3 that are not anonymous have one.");
    }
    if (given.anonymous() && !hasService) {
      throw unfit(setting + ".anonymous", "Stores of S3, Google and Azure have identities.");
    }
    return new StoreSettings(
        new StoreName(key),
        location,
        given.readOnly(),
        Optional.ofNullable(given.endpoint()).map(text -> endpoint(setting + ".endpoint", text)),
        Optional.ofNullable(given.region()).filter(text -> !text.isBlank()),
        Optional.ofNullable(given.profile()).filter(text -> !text.isBlank()),
        given.anonymous(),
        given.patience());
  }

  private static RefusedStartException unfit(String setting, String reason) {
    return unfit(setting, reason, LEAVE_OUT);
  }

  private static RefusedStartException unfit(String setting, String reason, String advice) {
    return new RefusedStartException(
        "The value of the setting " + setting + " is not taken. " + reason, advice);
  }

  private StoreLocation location(String setting, String url) {
    StoreLocation location;
    try {
      location = StoreLocation.parse(url);
    } catch (ServiceException e) {
      throw unfit(
          setting, "It is no URL of a store.", e.detail() + " stores.md tells what each is.");
    }
    if (location instanceof StoreLocation.InFiles(Path directory)) {
      Path own = root.toAbsolutePath().normalize();
      if (directory.startsWith(own) || own.startsWith(directory)) {
        throw unfit(
            setting,
            "The directory and the storage root, " + own + ", are one within the other.",
            "Give a directory beside hypertile.storage.root.");
      }
    }
    return location;
  }

  private static URI endpoint(String setting, String text) {
    try {
      URI uri = new URI(text);
      boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (isHttp && isPlain(uri)) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Refused below, as an address of another form.
    }
    throw unfit(
        setting,
        "It is no address of a service.",
        "Give one such as https://s3.example.org:9000, without a user, a query or a fragment.");
  }

  private static boolean isPlain(URI uri) {
    return isGiven(uri.getHost())
        && uri.getUserInfo() == null
        && uri.getQuery() == null
        && uri.getFragment() == null;
  }

  private static boolean isGiven(@Nullable String text) {
    return text != null && !text.isBlank();
  }
}
