package io.hypertile.config.access;

import io.hypertile.config.Meters;
import io.hypertile.config.RefusedStartException;
import io.hypertile.reload.FileWatch;
import io.hypertile.reload.UnfitFileException;
import io.hypertile.reload.WatchedFiles;
import io.hypertile.security.ApiKeys;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.validation.Validator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.autoconfigure.ssl.SslProperties;
import org.springframework.boot.io.ApplicationResourceLoader;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ResourceLoader;

/** Wires keys and certificates that are taken again when their files change. */
@Configuration(proxyBeanMethods = false)
class ReloadConfiguration {
  /** Time between two looks: a change is taken after one or two of them. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /**
   * Keys of a file, which the start has taken.
   *
   * @param files the file; empty without one
   */
  record KeysWatch(Optional<WatchedFiles> files) {}

  @Bean
  KeysWatch keysWatch(SecurityProperties properties, ApiKeys keys, Validator validator) {
    Path file = properties.keysFile();
    if (file == null) {
      return new KeysWatch(Optional.empty());
    }
    KeysFile form = new KeysFile(validator);
    WatchedFiles watched =
        new WatchedFiles(
            "keys",
            List.of(file),
            contents -> {
              List<SecurityProperties.Key> found = form.parse(contents.getFirst());
              keys.takeFromFile(found.stream().map(SecurityProperties.Key::known).toList());
              return found.size() + (found.size() == 1 ? " key" : " keys");
            });
    try {
      watched.begin();
    } catch (UnfitFileException e) {
      throw new RefusedStartException(
          "The file of keys " + file + " " + e.getMessage() + ".",
          "Give hypertile.security.keys-file a YAML file with hypertile.security.api-keys, as"
              + " java -jar hypertile.jar --hypertile.make-key prints it.");
    }
    return new KeysWatch(Optional.of(watched));
  }

  /** Looks at the files before the framework reads any, which would wait at a pipe for good. */
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  static SslBundleRegistrar certificateFilesCheck(SslProperties bundles) {
    return registry ->
        new CertificateFiles(bundles, registry, ApplicationResourceLoader.get()).requireFiles();
  }

  @Bean(destroyMethod = "close")
  FileWatch fileWatch(
      KeysWatch keys, SslProperties bundles, ObjectProvider<SslBundleRegistry> registry) {
    List<WatchedFiles> all = new ArrayList<>();
    keys.files().ifPresent(all::add);
    // The loader of the framework's bundles, for which a plain path is that of a file.
    ResourceLoader loader = ApplicationResourceLoader.get();
    registry.ifAvailable(
        known -> all.addAll(new CertificateFiles(bundles, known, loader).watched()));
    return new FileWatch(all, PAUSE);
  }

  @Bean
  MeterBinder reloadMeters(FileWatch watch, ApiKeys keys) {
    return registry -> {
      new Meters<>(registry, "hypertile.", keys)
          .gauge("keys", "", "Keys that are taken, expired ones included", ApiKeys::size);
      for (WatchedFiles files : watch.files()) {
        Meters<WatchedFiles> meters =
            new Meters<>(registry, "hypertile.reload.", files).tagged("what", files.name());
        meters.counter("taken", "", "Times that changed files were taken", WatchedFiles::taken);
        meters.gauge(
            "refused",
            "",
            "1 when files as they are cannot be used, and those before stay in use",
            f -> f.isRefused() ? 1 : 0);
      }
    };
  }
}
