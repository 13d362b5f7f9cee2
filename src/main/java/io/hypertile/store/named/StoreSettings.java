package io.hypertile.store.named;

import io.hypertile.store.StoreName;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of a store. Credentials are none of them: they are in the environment.
 *
 * @param name its name
 * @param location its place
 * @param readOnly whether it is never written; always so over HTTP
 * @param endpoint address of another service than the usual one of S3, Google or Azure; empty for
 *     that, or for the one that the environment names
 * @param region region of a bucket of S3; empty to take that of the environment or to find it
 * @param profile profile of AWS whose credentials a store of S3 takes; empty for the usual ones
 * @param anonymous whether requests carry nobody's identity, as for public buckets
 * @param patience longest wait for a connection and for each next byte of an answer
 */
public record StoreSettings(
    StoreName name,
    StoreLocation location,
    boolean readOnly,
    Optional<URI> endpoint,
    Optional<String> region,
    Optional<String> profile,
    boolean anonymous,
    Duration patience) {
  /** Usual settings of a store that may be written. */
  public static StoreSettings of(StoreName name, StoreLocation location) {
    return new StoreSettings(
        name,
        location,
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Duration.ofSeconds(10));
  }
}
