package io.hypertile.store.s3;

import io.hypertile.store.Store;
import io.hypertile.store.remote.RemoteObjects;
import io.hypertile.store.remote.RemoteStore;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes stores in S3. */
public final class S3Stores {
  private static final int CONNECTIONS = 128;
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(2);

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
    return new S3Objects(new S3Requests(name, address), client(access), parts);
  }

  private static S3Client client(S3Access access) {
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
            .credentialsProvider(credentials(access.identity()))
            // A try that seems to have failed may have succeeded: the caller decides on another
            // one.
            .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
            // Stores older than the checksums of 2024 refuse requests that carry them.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .addPlugin(LegacyMd5Plugin.create())
            .serviceConfiguration(c -> c.chunkedEncodingEnabled(false))
            // The SDK would look for a region over the network, and fail without one.
            .region(access.region().map(Region::of).orElse(Region.US_EAST_1));
    if (access.endpoint().isPresent()) {
      builder.endpointOverride(access.endpoint().get()).forcePathStyle(true);
    } else if (access.region().isEmpty()) {
      builder.crossRegionAccessEnabled(true);
    }
    return builder.build();
  }

  private static AwsCredentialsProvider credentials(S3Access.Identity identity) {
    return switch (identity) {
      case S3Access.Identity.OfEnvironment own -> DefaultCredentialsProvider.builder().build();
      case S3Access.Identity.OfProfile(String name) -> ProfileCredentialsProvider.create(name);
      case S3Access.Identity.Nobody nobody -> AnonymousCredentialsProvider.create();
    };
  }
}
