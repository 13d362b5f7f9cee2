package io.hypertile.config.backup;

import io.hypertile.backup.BackupState;
import io.hypertile.backup.Backups;
import io.hypertile.backup.CollectionArchives;
import io.hypertile.collection.CollectionService;
import io.hypertile.config.HypertileProperties;
import io.hypertile.deker.form.DekerSchemaJson;
import io.hypertile.deker.store.Hdf5Storage;
import io.hypertile.encode.Spool;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.Journal;
import io.hypertile.json.JsonReading;
import io.hypertile.lock.LockManager;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.store.StoreName;
import io.hypertile.store.named.NamedStore;
import io.hypertile.store.named.Stores;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires backups to the storage root and to stores in files. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BackupProperties.class)
class BackupConfiguration {
  private static final double MILLIS = 1e3;

  /** Closed before the storage, whose log it waits for. */
  @Bean(destroyMethod = "close")
  Backups backups(
      BackupProperties properties,
      HypertileProperties server,
      ObjectProvider<Hdf5Storage> storage,
      Stores stores) {
    return new Backups(
        new Backups.Place(
            Optional.ofNullable(storage.getIfAvailable()).map(Hdf5Storage::journal),
            Optional.ofNullable(properties.directory()).filter(path -> !path.toString().isBlank()),
            properties.keep(),
            server.storage().shared(),
            name -> journal(stores, name)));
  }

  private static Journal journal(Stores stores, String name) {
    Optional<NamedStore> store =
        StoreName.isValid(name) ? stores.find(new StoreName(name)) : Optional.empty();
    if (store.isEmpty()) {
      throw new ServiceException(
          ErrorCode.NOT_FOUND,
          "The settings of the server have no store of this name.",
          Map.of("store", name),
          null);
    }
    return store
        .get()
        .journal()
        .orElseThrow(() ->
            new ServiceException(
                ErrorCode.UNSUPPORTED_STORAGE,
                "Only stores in files that this server may write are backed up by it. Protect others"
                    + " where they are: by versions and copies of the service that keeps the objects.",
                Map.of("store", name),
                null));
  }

  @Bean
  CollectionArchives collectionArchives(
      HypertileProperties server,
      ObjectProvider<Hdf5Storage> storage,
      CollectionService collections,
      LockManager locks,
      Spool spool) {
    CollectionArchives.Storage files =
        new CollectionArchives.Storage(
            Optional.ofNullable(storage.getIfAvailable()).map(Hdf5Storage::journal),
            locks,
            server.storage().lockTimeout(),
            server.storage().shared());
    return new CollectionArchives(files, collections, BackupConfiguration::renamed, spool);
  }

  private static byte[] renamed(byte[] document, CollectionName name) {
    Collection collection = DekerSchemaJson.parse(JsonReading.parseStored(document));
    Collection renamed = new Collection(name, collection.arrays(), collection.options());
    return DekerSchemaJson.write(renamed).getBytes(StandardCharsets.UTF_8);
  }

  @Bean
  MeterBinder backupMeters(Backups backups) {
    return registry -> {
      Gauge.builder("hypertile.backup.last.success", backups, BackupConfiguration::lastSuccess)
          .baseUnit("seconds")
          .description("Moment of the last finished backup, since 1970; 0 where there is none")
          .register(registry);
      Gauge.builder("hypertile.backup.running", backups, BackupConfiguration::running)
          .description("Whether a backup is under way: 1 or 0")
          .register(registry);
      Gauge.builder("hypertile.backup.failed", backups, BackupConfiguration::failed)
          .description("Whether the last backup since the start has failed: 1 or 0")
          .register(registry);
      Gauge.builder("hypertile.backup.copied", backups, BackupConfiguration::copied)
          .baseUnit("bytes")
          .description("Bytes copied by the backup under way, or by the last one")
          .register(registry);
    };
  }

  private static double lastSuccess(Backups backups) {
    return backups.lastSuccess().map(moment -> moment.toEpochMilli() / MILLIS).orElse(0.0);
  }

  private static double running(Backups backups) {
    return backups.state() instanceof BackupState.Running ? 1 : 0;
  }

  private static double failed(Backups backups) {
    return backups.state() instanceof BackupState.Failed ? 1 : 0;
  }

  private static double copied(Backups backups) {
    return switch (backups.state()) {
      case BackupState.None ignored -> 0;
      case BackupState.Running running -> running.progress().copiedBytes();
      case BackupState.Done done -> done.begun().progress().copiedBytes();
      case BackupState.Failed failed -> failed.begun().progress().copiedBytes();
    };
  }
}
