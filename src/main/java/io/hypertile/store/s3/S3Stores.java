package io.hypertile.store.s3;

import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.remote.HttpCalls;
import io.hypertile.store.remote.RemoteObjects;
import io.hypertile.store.remote.RemoteStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes stores in S3. */
public final class S3Stores {
  private static final int CONNECTIONS = 128;
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(2);

  private static final String NO_CREDENTIALS =
      "The server has no credentials for the store: set AWS_ACCESS_KEY_ID and"
          + " AWS_SECRET_ACCESS_KEY in its environment, or name a profile; \"anonymous\" is for"
          + " public buckets.";

  /** Stands in requests to services that have no regions. */
  private static final String ANY_REGION = "us-east-1";

  private S3Stores() {}

  /**
   * A store, for which nothing is asked of the network yet.
   *
   * @param name its name in messages
   * @param writable whether it may be written
   */
  public static Store open(String name, S3Address address, S3Access access, boolean writable) {
    return new RemoteStore(name, objects(name, address, access, S3Parts.USUAL), writable);
  }

  /** Calls of a store. */
  static RemoteObjects objects(String name, S3Address address, S3Access access, S3Parts parts) {
    S3Requests requests = new S3Requests(name, address);
    AwsCredentialsProvider credentials = credentials(name, access.identity());
    S3Client client = client(access, credentials);
    return new S3Objects(requests, client, gets(requests, access, client, credentials), parts);
  }

  /** Reads where address and region are known; the client finds them otherwise. */
  private static Optional<S3Gets> gets(
      S3Requests requests, S3Access access, S3Client client, AwsCredentialsProvider credentials) {
    if (access.endpoint().isEmpty() && access.region().isEmpty()) {
      return Optional.empty();
    }
    String bucket = requests.address().bucket();
    String first = client.utilities().getUrl(url -> url.bucket(bucket).key("-")).toString();
    return Optional.of(
        new S3Gets(
            requests,
            first.substring(0, first.length() - "/-".length()),
            new S3Signing(access.region().orElse(ANY_REGION), credentials, Clock.systemUTC()),
            HttpCalls.withoutRedirects(requests.store(), access.patience())));
  }

  static S3Client client(S3Access access, AwsCredentialsProvider credentials) {
    Duration patience = access.patience();
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .maxConnections(CONNECTIONS)
                    .connectionTimeout(
                        patience.compareTo(LONGEST_CONNECT) < 0 ? patience : LONGEST_CONNECT)
                    .connectionAcquisitionTimeout(patience)
                    .socketTimeout(patience)
                    .tcpKeepAlive(true))
            .credentialsProvider(credentials)
            // A try that seems to have failed may have succeeded: the caller decides on another
            // one.
            .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
            // Stores older than the checksums of 2024 refuse requests that carry them.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .addPlugin(LegacyMd5Plugin.create())
            .serviceConfiguration(c -> c.chunkedEncodingEnabled(false))
            // The SDK would look for a region over the network, and fail without one.
            .region(Region.of(access.region().orElse(ANY_REGION)));
    if (access.endpoint().isPresent()) {
      builder.endpointOverride(access.endpoint().get()).forcePathStyle(true);
    } else if (access.region().isEmpty()) {
      builder.crossRegionAccessEnabled(true);
    }
    return builder.build();
  }

  static AwsCredentialsProvider credentials(String store, S3Access.Identity identity) {
    return switch (identity) {
      case S3Access.Identity.OfEnvironment own ->
          required(store, DefaultCredentialsProvider.builder().build());
      case S3Access.Identity.OfProfile(String name) ->
          required(store, ProfileCredentialsProvider.create(name));
      case S3Access.Identity.Nobody nobody -> AnonymousCredentialsProvider.create();
    };
  }

  /** Fails with words of its own where credentials are missing: the store is not silent then. */
  static AwsCredentialsProvider required(String store, AwsCredentialsProvider credentials) {
    return () -> {
      try {
        return credentials.resolveCredentials();
      } catch (SdkException e) {
        throw new StoreException(store, NO_CREDENTIALS, Retry.LATER, e);
      }
    };
  }
}
