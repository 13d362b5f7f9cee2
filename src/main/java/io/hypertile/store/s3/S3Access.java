package io.hypertile.store.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Access to a store in S3.
 *
 * @param endpoint address of the service, with the bucket in the path; empty for that of AWS
 * @param region region of the bucket; empty to find it
 * @param identity identity of the requests
 * @param patience longest wait for a connection and for each next byte of an answer
 */
public record S3Access(
    Optional<URI> endpoint, Optional<String> region, Identity identity, Duration patience) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Identity under which requests are made. */
  public sealed interface Identity {
    /** Identity by the SDK's usual chain: environment, profile, workload identity, instance. */
    record OfEnvironment() implements Identity {}

    /**
     * Identity of a profile in the files of AWS.
     *
     * @param name of the profile
     */
    record OfProfile(String name) implements Identity {}

    /** Nobody's: requests are not signed, as for public buckets. */
    record Nobody() implements Identity {}
  }

  /**
   * Access by the variables of the environment: {@code AWS_ENDPOINT_URL_S3} or {@code
   * AWS_ENDPOINT_URL}, {@code AWS_REGION} or {@code AWS_DEFAULT_REGION}. Credentials are read by
   * the SDK when they are first needed.
   */
  public static S3Access of(Map<String, String> environment) {
    return new S3Access(
        first(environment, "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL").map(URI::create),
        first(environment, "AWS_REGION", "AWS_DEFAULT_REGION"),
        new Identity.OfEnvironment(),
        PATIENCE);
  }

  /** The same with another patience. */
  public S3Access within(Duration other) {
    return new S3Access(endpoint, region, identity, other);
  }

  /** The same with nobody's identity. */
  public S3Access anonymous() {
    return new S3Access(endpoint, region, new Identity.Nobody(), patience);
  }

  private static Optional<String> first(Map<String, String> environment, String... names) {
    for (String name : names) {
      String value = environment.get(name);
      if (value != null && !value.isBlank()) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
