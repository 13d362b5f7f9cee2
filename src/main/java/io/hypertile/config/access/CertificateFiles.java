package io.hypertile.config.access;

import io.hypertile.config.RefusedStartException;
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

  /**
   * A bundle of the settings.
   *
   * @param files that it is made of
   * @param check throws for contents of a file that are not whole
   * @param made makes it of the files as they are
   */
  private record Bundle(String name, List<Path> files, Check check, Supplier<SslBundle> made) {}

  private interface Check {
    void check(byte[] content) throws UnfitFileException;
  }

  private List<Bundle> bundles() {
    List<Bundle> all = new ArrayList<>();
    properties.getBundle().getPem().forEach((name, pem) -> all.add(bundle(name, pem)));
    properties.getBundle().getJks().forEach((name, jks) -> all.add(bundle(name, jks)));
    return all;
  }

  private Bundle bundle(String name, PemSslBundleProperties pem) {
    List<Path> files =
        files(
            pem.getKeystore().getCertificate(),
            pem.getKeystore().getPrivateKey(),
            pem.getTruststore().getCertificate(),
            pem.getTruststore().getPrivateKey());
    return new Bundle(
        name,
        files,
        CertificateFiles::requireWholeBlocks,
        () -> {
          // The key is compared with the certificate: the two are replaced one after the other.
          pem.getKeystore().setVerifyKeys(pem.getKeystore().getCertificate() != null);
          return PropertiesSslBundle.get(pem, loader);
        });
  }

  private Bundle bundle(String name, JksSslBundleProperties jks) {
    List<Path> files = files(jks.getKeystore().getLocation(), jks.getTruststore().getLocation());
    return new Bundle(name, files, content -> {}, () -> PropertiesSslBundle.get(jks, loader));
  }

  /** A watch for each bundle that has files. */
  List<WatchedFiles> watched() {
    return bundles().stream().filter(bundle -> !bundle.files.isEmpty()).map(this::watched).toList();
  }

  private WatchedFiles watched(Bundle bundle) {
    WatchedFiles watched =
        new WatchedFiles(
            "certificates " + bundle.name,
            bundle.files,
            contents -> {
              for (byte[] content : contents) {
                bundle.check.check(content);
              }
              return replace(bundle.name, bundle.made);
            });
    watched.beginWithTaken();
    return watched;
  }

  /**
   * Checks that none of the files that exist is a pipe or a device, at which a start would wait.
   *
   * @throws RefusedStartException with the bundle and the file
   */
  void requireFiles() {
    for (Bundle bundle : bundles()) {
      for (Path file : bundle.files) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
          throw new RefusedStartException(
              "The file "
                  + file
                  + " of the certificates "
                  + bundle.name
                  + " is a pipe, a device or a directory, not a file.",
              "Give spring.ssl.bundle the paths of files.");
        }
      }
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
