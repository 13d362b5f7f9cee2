package io.hypertile.config.access;

import io.hypertile.reload.UnfitFileException;
import io.hypertile.reload.WatchedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.ssl.JksSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.PemSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.PropertiesSslBundle;
import org.springframework.boot.autoconfigure.ssl.SslProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/**
 * The files of the framework's bundles of certificates ({@code spring.ssl.bundle}). Changed ones
 * are checked as a whole before the bundle is replaced: a connection that was made before keeps its
 * certificate, and new ones get the new.
 *
 * @param properties the bundles
 * @param registry what the connectors have them from
 * @param loader what finds files as the framework does
 */
record CertificateFiles(
    SslProperties properties, SslBundleRegistry registry, ResourceLoader loader) {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";

  /** A watch for each bundle that has files. */
  List<WatchedFiles> watched() {
    List<WatchedFiles> all = new ArrayList<>();
    properties.getBundle().getPem().forEach((name, pem) -> add(name, pem, all));
    properties.getBundle().getJks().forEach((name, jks) -> add(name, jks, all));
    return all;
  }

  /**
   * Checks that none of the files that exist is a pipe or a device, at which a start would wait.
   *
   * @throws UnfitKeysException with the bundle and the file
   */
  void requireFiles() {
    properties.getBundle().getPem().forEach((name, pem) -> requireFiles(name, files(pem)));
    properties.getBundle().getJks().forEach((name, jks) -> requireFiles(name, files(jks)));
  }

  private static void requireFiles(String name, List<Path> files) {
    for (Path file : files) {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new UnfitKeysException(
            "The file "
                + file
                + " of the certificates "
                + name
                + " is a pipe, a device or a"
                + " directory, not a file.",
            "Give spring.ssl.bundle the paths of files.");
      }
    }
  }

  private List<Path> files(PemSslBundleProperties pem) {
    return files(
        pem.getKeystore().getCertificate(),
        pem.getKeystore().getPrivateKey(),
        pem.getTruststore().getCertificate(),
        pem.getTruststore().getPrivateKey());
  }

  private List<Path> files(JksSslBundleProperties jks) {
    return files(jks.getKeystore().getLocation(), jks.getTruststore().getLocation());
  }

  private void add(String name, PemSslBundleProperties pem, List<WatchedFiles> all) {
    add(
        name,
        files(pem),
        all,
        contents -> {
          for (byte[] content : contents) {
            requireWholeBlocks(content);
          }
          // The key is compared with the certificate: the two are replaced one after the other.
          pem.getKeystore().setVerifyKeys(pem.getKeystore().getCertificate() != null);
          return replace(name, () -> PropertiesSslBundle.get(pem, loader));
        });
  }

  private void add(String name, JksSslBundleProperties jks, List<WatchedFiles> all) {
    add(
        name,
        files(jks),
        all,
        contents -> replace(name, () -> PropertiesSslBundle.get(jks, loader)));
  }

  private static void add(
      String name, List<Path> files, List<WatchedFiles> all, WatchedFiles.Taker taker) {
    if (!files.isEmpty()) {
      WatchedFiles watched = new WatchedFiles("certificates " + name, files, taker);
      watched.beginWithTaken();
      all.add(watched);
    }
  }

  private String replace(String name, Supplier<SslBundle> made) throws UnfitFileException {
    SslBundle bundle;
    try {
      bundle = made.get();
      bundle.getStores().getKeyStore();
      bundle.getStores().getTrustStore();
      bundle.createSslContext();
    } catch (RuntimeException e) {
      throw new UnfitFileException("cannot be used: " + reasons(e));
    }
    registry.updateBundle(name, bundle);
    return "new connections get them";
  }

  /** All messages: the outer ones name the bundle, the inner ones the fault. */
  private static String reasons(Throwable failure) {
    return Stream.iterate(failure, t -> t != null, Throwable::getCause)
        .map(Throwable::getMessage)
        .filter(message -> message != null)
        .distinct()
        .reduce((outer, inner) -> outer + ": " + inner)
        .orElse(failure.toString());
  }

  private static void requireWholeBlocks(byte[] content) throws UnfitFileException {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    int begins = text.split(BEGIN, -1).length - 1;
    if (begins == 0 || begins != text.split(END, -1).length - 1) {
      throw new UnfitFileException(
          "is half written: it has no block of PEM, or one without its last line");
    }
  }

  private List<Path> files(@Nullable String... places) {
    return Stream.of(places).flatMap(place -> file(place).stream()).distinct().toList();
  }

  /** Empty for what stands in the settings themselves and for what is no file. */
  private Optional<Path> file(@Nullable String place) {
    if (place == null || place.isBlank() || place.contains(BEGIN)) {
      return Optional.empty();
    }
    try {
      Resource resource = loader.getResource(place);
      return resource.isFile() ? Optional.of(resource.getFile().toPath()) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
