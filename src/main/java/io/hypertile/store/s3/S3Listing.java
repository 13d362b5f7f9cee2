package io.hypertile.store.s3;

import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Lists keys of a bucket below a prefix. Keys that no store can have, such as those with an empty
 * segment, are skipped. For one thread.
 */
final class S3Listing {
  private final S3Requests requests;
  private final S3Client client;
  private final StorePrefix prefix;
  private final Depth depth;
  private final List<StoredObject> objects = new ArrayList<>();
  private final List<StorePrefix> prefixes = new ArrayList<>();
  private @Nullable String last;

  S3Listing(S3Requests requests, S3Client client, StorePrefix prefix, Depth depth) {
    this.requests = requests;
    this.client = client;
    this.prefix = prefix;
    this.depth = depth;
  }

  KeyPage page(Optional<ListMark> after, int limit) {
    String mark = after.map(ListMark::text).orElse(null);
    ListObjectsV2Request request = requests.list(prefix, after, limit, depth).build();
    while (true) {
      ListObjectsV2Response answer = send(request);
      answer.contents().forEach(object -> add(object, mark));
      answer.commonPrefixes().forEach(common -> add(common, mark));
      boolean hasMore = Boolean.TRUE.equals(answer.isTruncated());
      if (last != null || !hasMore) {
        Optional<ListMark> next = Optional.ofNullable(hasMore ? last : null).map(ListMark::new);
        return new KeyPage(objects, prefixes, next);
      }
      request = request.toBuilder().continuationToken(answer.nextContinuationToken()).build();
    }
  }

  private ListObjectsV2Response send(ListObjectsV2Request request) {
    try {
      return S3Failures.called(() -> client.listObjectsV2(request));
    } catch (SdkException e) {
      throw S3Failures.of(requests, e);
    }
  }

  private void add(S3Object object, @Nullable String mark) {
    String own = requests.own(object.key());
    if (own == null || !StoreKey.isKey(own) || !isBehind(own, mark)) {
      return;
    }
    StoreKey key = new StoreKey(own);
    if (key.isBelow(prefix)) {
      objects.add(new StoredObject(key, object.size(), S3Requests.version(object.eTag())));
      extend(own);
    }
  }

  private void add(CommonPrefix common, @Nullable String mark) {
    String own = requests.own(common.prefix());
    if (own != null && own.endsWith("/") && isBehind(own, mark)) {
      String text = own.substring(0, own.length() - 1);
      if (StoreKey.isKey(text)) {
        prefixes.add(new StorePrefix(text));
        extend(own);
      }
    }
  }

  private void extend(String entry) {
    if (last == null || StoreKey.compare(entry, last) > 0) {
      last = entry;
    }
  }

  private static boolean isBehind(String entry, @Nullable String mark) {
    return mark == null || StoreKey.compare(entry, mark) > 0;
  }
}
