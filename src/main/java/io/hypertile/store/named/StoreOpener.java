package io.hypertile.store.named;

import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.StorageFormat;
import io.hypertile.memory.MemoryShare;
import io.hypertile.store.LiveRevisions;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreName;
import io.hypertile.store.azure.AzureAccess;
import io.hypertile.store.azure.AzureAddress;
import io.hypertile.store.azure.AzureStores;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.gcs.GcsAccess;
import io.hypertile.store.gcs.GcsAddress;
import io.hypertile.store.gcs.GcsStores;
import io.hypertile.store.http.HttpStores;
import io.hypertile.store.layer.AdaptiveStore;
import io.hypertile.store.layer.HedgedStore;
import io.hypertile.store.layer.KeepRules;
import io.hypertile.store.layer.KeptStore;
import io.hypertile.store.layer.MeteredStore;
import io.hypertile.store.layer.RetryRules;
import io.hypertile.store.layer.RetryingStore;
import io.hypertile.store.local.LocalStore;
import io.hypertile.store.local.ReadOnlyFiles;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.store.s3.S3Access;
import io.hypertile.store.s3.S3Address;
import io.hypertile.store.s3.S3Stores;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Opens stores by their settings. Thread-safe.
 *
 * @param environment variables with credentials
 * @param memory native memory for the records of logs of stores in files
 * @param kept bounds of what is kept of stores that take commits, by name; others keep nothing
 */
public record StoreOpener(
    Map<String, String> environment, MemoryShare memory, Map<StoreName, KeepRules> kept) {
  /** Copies the maps. */
  public StoreOpener {
    environment = Map.copyOf(environment);
    kept = Map.copyOf(kept);
  }

  /** Opens stores of which nothing is kept. */
  public StoreOpener(Map<String, String> environment, MemoryShare memory) {
    this(environment, memory, Map.of());
  }

  OpenedStore open(StoreSettings settings) {
    return switch (settings.location()) {
      case StoreLocation.InMemory memory -> inMemory(settings);
      case StoreLocation.InFiles(Path directory) ->
          settings.readOnly() ? inReadOnlyFiles(settings, directory) : inFiles(settings, directory);
      case StoreLocation.InS3(S3Address address) -> committed(settings, s3(settings, address));
      case StoreLocation.InGcs(GcsAddress address) -> committed(settings, gcs(settings, address));
      case StoreLocation.InAzure(AzureAddress address) ->
          committed(settings, azure(settings, address));
      case StoreLocation.OverHttp(var address) ->
          asItIs(HttpStores.open(settings.name().text(), address, settings.patience()));
    };
  }

  private static OpenedStore asItIs(Store store) {
    MeteredStore meter = new MeteredStore(store);
    Store layered = layered(meter);
    return OpenedStore.of(layered, new LiveRevisions(layered), meter);
  }

  private OpenedStore committed(StoreSettings settings, Store store) {
    MeteredStore meter = new MeteredStore(store);
    Store layered = layered(meter);
    Optional<KeptStore> keeping =
        Optional.ofNullable(kept.get(settings.name()))
            .map(rules ->
                new KeptStore(layered, CommittedRevisions::isLasting, rules, source(settings)));
    CommittedRevisions revisions =
        new CommittedRevisions(
            keeping.<Store>map(own -> own).orElse(layered), !settings.readOnly());
    return new OpenedStore(revisions.store(), revisions, meter, Optional.empty(), keeping);
  }

  /** The place of a store, as far as settings and the environment tell. */
  private String source(StoreSettings settings) {
    return Stream.of(
            "AWS_ENDPOINT_URL_S3",
            "AWS_ENDPOINT_URL",
            "AWS_REGION",
            "AWS_DEFAULT_REGION",
            "STORAGE_EMULATOR_HOST",
            "AZURE_STORAGE_BLOB_ENDPOINT")
        .map(name -> environment.getOrDefault(name, ""))
        .collect(Collectors.joining(" ", settings.toString(), ""));
  }

  private static Store layered(MeteredStore meter) {
    return new RetryingStore(new HedgedStore(new AdaptiveStore(meter)), RetryRules.USUAL);
  }

  private static OpenedStore inMemory(StoreSettings settings) {
    MemoryStore store = new MemoryStore(settings.name().text());
    MeteredStore meter = new MeteredStore(store);
    return settings.readOnly()
        ? OpenedStore.of(meter, new LiveRevisions(meter), meter)
        : OpenedStore.of(meter, store.revisions(), meter);
  }

  private OpenedStore inFiles(StoreSettings settings, Path directory) {
    Journal journal = Journal.open(directory, JournalSettings.standard(), memory);
    LocalStore store = LocalStore.ofRoot(settings.name().text(), journal);
    MeteredStore meter = new MeteredStore(store);
    return new OpenedStore(meter, store.revisions(), meter, Optional.of(journal), Optional.empty());
  }

  private static OpenedStore inReadOnlyFiles(StoreSettings settings, Path directory) {
    try {
      StorageFormat.check(directory);
    } catch (IOException e) {
      throw new StoreException(
          settings.name().text(), "Its format cannot be read.", Retry.LATER, e);
    }
    MeteredStore meter = new MeteredStore(new ReadOnlyFiles(settings.name().text(), directory));
    return OpenedStore.of(meter, new LiveRevisions(meter), meter);
  }

  private Store s3(StoreSettings settings, S3Address address) {
    S3Access named = S3Access.of(environment);
    S3Access access =
        new S3Access(
            settings.endpoint().or(named::endpoint),
            settings.region().or(named::region),
            identity(settings, named),
            settings.patience());
    return S3Stores.open(settings.name().text(), address, access, !settings.readOnly());
  }

  private static S3Access.Identity identity(StoreSettings settings, S3Access named) {
    return settings.anonymous()
        ? new S3Access.Identity.Nobody()
        : settings
            .profile()
            .<S3Access.Identity>map(S3Access.Identity.OfProfile::new)
            .orElse(named.identity());
  }

  private Store gcs(StoreSettings settings, GcsAddress address) {
    GcsAccess named = GcsAccess.of(environment);
    GcsAccess access =
        new GcsAccess(
            settings.endpoint().map(StoreOpener::withoutSlash).orElse(named.endpoint()),
            settings.anonymous() ? new GcsAccess.Identity.Nobody() : named.identity(),
            settings.patience());
    return GcsStores.open(settings.name().text(), address, access, !settings.readOnly());
  }

  private Store azure(StoreSettings settings, AzureAddress address) {
    AzureAccess named = AzureAccess.of(environment);
    AzureAccess access =
        new AzureAccess(
            settings.endpoint().map(StoreOpener::withoutSlash).or(named::endpoint),
            settings.anonymous() ? new AzureAccess.Identity.Nobody() : named.identity(),
            settings.patience());
    return AzureStores.open(settings.name().text(), address, access, !settings.readOnly());
  }

  private static URI withoutSlash(URI endpoint) {
    String text = endpoint.toString();
    return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : endpoint;
  }
}
