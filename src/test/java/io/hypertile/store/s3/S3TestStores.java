package io.hypertile.store.s3;

import io.hypertile.store.Store;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.remote.RemoteObjects;
import io.hypertile.store.remote.RemoteStore;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyExistsException;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;

/** Stores of the tests, with credentials that servers of tests take. */
final class S3TestStores {
  static {
    // The SDK reads these before the variables of the environment.
    System.setProperty("aws.accessKeyId", System.getProperty("hypertile.test.s3.key", "test"));
    System.setProperty(
        "aws.secretAccessKey", System.getProperty("hypertile.test.s3.secret", "test"));
  }

  private S3TestStores() {}

  /** Sees to it that stores which are made in another way find the credentials as well. */
  static void requireCredentials() {
    // Done when the class is initialized.
  }

  static Store open(URI endpoint, String bucket, String root) {
    return open(endpoint, bucket, root, true);
  }

  static Store open(URI endpoint, String bucket, String root, boolean writable) {
    S3Access access = access(endpoint).within(Duration.ofSeconds(1));
    return S3Stores.open("test", new S3Address(bucket, new StorePrefix(root)), access, writable);
  }

  /** A store with the credentials of a profile. */
  static Store ofProfile(URI endpoint, String profile) {
    S3Access access = access(endpoint);
    return S3Stores.open(
        "test",
        new S3Address(S3Server.BUCKET, StorePrefix.ROOT),
        new S3Access(
            access.endpoint(),
            access.region(),
            new S3Access.Identity.OfProfile(profile),
            access.patience()),
        true);
  }

  /** Calls of a store that reads by the client of the SDK as well. */
  static RemoteObjects byClient(URI endpoint, S3Address address) {
    S3Access access = access(endpoint).within(Duration.ofSeconds(1));
    return new S3Objects(
        new S3Requests("test", address),
        S3Stores.client(access, S3Stores.credentials("test", access.identity())),
        Optional.empty(),
        S3Parts.USUAL);
  }

  /** A store that puts all but small objects in parts. */
  static Store inParts(URI endpoint, S3Parts parts) {
    S3Access access = access(endpoint).within(Duration.ofSeconds(1));
    S3Address address = new S3Address(S3Server.BUCKET, new StorePrefix("root"));
    return new RemoteStore("test", S3Stores.objects("test", address, access, parts), true);
  }

  /** A store below a new prefix of a bucket of a service, which is made where it is missing. */
  static Store ofService() {
    URI endpoint = URI.create(System.getProperty("hypertile.test.s3"));
    return ofService(endpoint, new StorePrefix(UUID.randomUUID().toString()));
  }

  /** A store below a prefix of a bucket of a service, which is made where it is missing. */
  static Store ofService(URI endpoint, StorePrefix root) {
    String bucket = "hypertile-contract";
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(endpoint)
            .forcePathStyle(true)
            .region(Region.US_EAST_1)
            .build()) {
      client.createBucket(b -> b.bucket(bucket));
    } catch (BucketAlreadyOwnedByYouException | BucketAlreadyExistsException e) {
      // Made by an earlier test.
    }
    return S3Stores.open("test", new S3Address(bucket, root), access(endpoint), true);
  }

  private static S3Access access(URI endpoint) {
    return S3Access.of(Map.of("AWS_ENDPOINT_URL", endpoint.toString(), "AWS_REGION", "us-east-1"));
  }
}
