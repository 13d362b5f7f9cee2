package io.hypertile.store.gcs;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Access to a store in Google Cloud Storage.
 *
 * @param endpoint address of the service, without a slash at the end
 * @param identity identity of the requests
 * @param patience longest wait for a connection and for each next byte of an answer
 */
public record GcsAccess(URI endpoint, Identity identity, Duration patience) {
  private static final URI SERVICE = URI.create("https://storage.googleapis.com");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Identity under which requests are made. */
  public sealed interface Identity {
    /** Identity of a service account, whose key is in a file. */
    record ServiceAccount(Path key) implements Identity {}

    /** Identity of the machine, as its metadata server at an address gives it. */
    record Machine(URI metadata) implements Identity {}

    /** Nobody's, as for public buckets and emulators. */
    record Nobody() implements Identity {}
  }

  /**
   * Access by the variables of the environment: {@code STORAGE_EMULATOR_HOST} names another
   * service, used without an identity; {@code GOOGLE_APPLICATION_CREDENTIALS} the key of a service
   * account; otherwise the identity is that of the machine, with its metadata at {@code
   * GCE_METADATA_HOST}.
   */
  public static GcsAccess of(Map<String, String> environment) {
    String emulator = environment.getOrDefault("STORAGE_EMULATOR_HOST", "");
    if (!emulator.isBlank()) {
      String url = emulator.contains("://") ? emulator : "http://" + emulator;
      URI endpoint = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
      return new GcsAccess(endpoint, new Identity.Nobody(), PATIENCE);
    }
    String key = environment.getOrDefault("GOOGLE_APPLICATION_CREDENTIALS", "");
    if (!key.isBlank()) {
      return new GcsAccess(SERVICE, new Identity.ServiceAccount(Path.of(key)), PATIENCE);
    }
    String host = environment.getOrDefault("GCE_METADATA_HOST", "metadata.google.internal");
    return new GcsAccess(SERVICE, new Identity.Machine(URI.create("http://" + host)), PATIENCE);
  }

  /** The same with another patience. */
  public GcsAccess within(Duration other) {
    return new GcsAccess(endpoint, identity, other);
  }
}
