package io.hypertile.store.s3;

import io.hypertile.store.ByteRange;
import io.hypertile.store.Depth;
import io.hypertile.store.ListMark;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.remote.UrlPath;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * Requests of the protocol, with the full keys of the bucket in them.
 *
 * @param store name of the store in messages
 */
record S3Requests(String store, S3Address address) {
  /** Greater than any character that a key is likely to have behind a slash. */
  private static final String LAST = "\uDBFF\uDFFD";

  /** The path of an object below its bucket, percent-encoded. */
  String path(StoreKey key) {
    return UrlPath.encoded(full(key.text()));
  }

  HeadObjectRequest find(StoreKey key) {
    return HeadObjectRequest.builder().bucket(address.bucket()).key(full(key.text())).build();
  }

  GetObjectRequest open(StoreKey key, Optional<ByteRange> range, Optional<ObjectVersion> at) {
    GetObjectRequest.Builder builder =
        GetObjectRequest.builder().bucket(address.bucket()).key(full(key.text()));
    range.ifPresent(bytes -> builder.range(header(bytes)));
    at.ifPresent(version -> builder.ifMatch(quoted(version)));
    return builder.build();
  }

  PutObjectRequest.Builder put(StoreKey key, long size) {
    return PutObjectRequest.builder()
        .bucket(address.bucket())
        .key(full(key.text()))
        .contentType("application/octet-stream")
        .contentLength(size);
  }

  CreateMultipartUploadRequest beginParts(StoreKey key) {
    return CreateMultipartUploadRequest.builder()
        .bucket(address.bucket())
        .key(full(key.text()))
        .contentType("application/octet-stream")
        .build();
  }

  UploadPartRequest part(StoreKey key, String upload, int number, long size) {
    return UploadPartRequest.builder()
        .bucket(address.bucket())
        .key(full(key.text()))
        .uploadId(upload)
        .partNumber(number)
        .contentLength(size)
        .build();
  }

  CompleteMultipartUploadRequest.Builder endParts(
      StoreKey key, String upload, List<CompletedPart> parts) {
    return CompleteMultipartUploadRequest.builder()
        .bucket(address.bucket())
        .key(full(key.text()))
        .uploadId(upload)
        .multipartUpload(all -> all.parts(parts));
  }

  AbortMultipartUploadRequest giveUpParts(StoreKey key, String upload) {
    return AbortMultipartUploadRequest.builder()
        .bucket(address.bucket())
        .key(full(key.text()))
        .uploadId(upload)
        .build();
  }

  DeleteObjectsRequest delete(Collection<StoreKey> keys) {
    Delete delete =
        Delete.builder()
            .quiet(true)
            .objects(
                keys.stream()
                    .map(key -> ObjectIdentifier.builder().key(full(key.text())).build())
                    .toList())
            .build();
    return DeleteObjectsRequest.builder().bucket(address.bucket()).delete(delete).build();
  }

  ListObjectsV2Request.Builder list(
      StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
    ListObjectsV2Request.Builder builder =
        ListObjectsV2Request.builder()
            .bucket(address.bucket())
            .maxKeys(limit)
            .prefix(prefix.isRoot() ? full("") : full(prefix.text() + "/"))
            .delimiter(depth == Depth.CHILDREN ? "/" : null);
    // Stores differ in whether the keys that a prefix stands for come behind that prefix.
    after.ifPresent(mark ->
        builder.startAfter(full(mark.text().endsWith("/") ? mark.text() + LAST : mark.text())));
    return builder;
  }

  /** The key in the store of a key of the bucket; null if no store can have it. */
  @Nullable String own(String full) {
    String prefix = full("");
    return full.startsWith(prefix) ? full.substring(prefix.length()) : null;
  }

  private String full(String text) {
    return address.root().isRoot() ? text : address.root().text() + "/" + text;
  }

  private static String header(ByteRange range) {
    return switch (range) {
      case ByteRange.Span span -> "bytes=" + span.offset() + "-" + (span.stop() - 1);
      case ByteRange.Suffix suffix -> "bytes=-" + suffix.length();
    };
  }

  static String quoted(ObjectVersion version) {
    return "\"" + version.text() + "\"";
  }

  static ObjectVersion version(String tag) {
    boolean isQuoted = tag.length() > 2 && tag.startsWith("\"") && tag.endsWith("\"");
    return new ObjectVersion(isQuoted ? tag.substring(1, tag.length() - 1) : tag);
  }
}
