package io.hypertile.store.s3;

import io.hypertile.store.ByteRange;
import io.hypertile.store.Condition;
import io.hypertile.store.DeleteResult;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.PutResult;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.store.remote.ContentRange;
import io.hypertile.store.remote.CountedBody;
import io.hypertile.store.remote.RemoteAnswer;
import io.hypertile.store.remote.RemoteObjects;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Calls of S3, each one request, but for large objects, which are put in parts. */
final class S3Objects implements RemoteObjects {
  /** Bytes of the largest object, which goes in parts. */
  private static final long LARGEST = 5L << 40;

  /** Bytes of the largest object that goes in one request. */
  private static final long LARGEST_PUT = 5L << 30;

  private static final int KEYS_OF_A_DELETION = 1_000;

  private final S3Requests requests;
  private final S3Client client;
  private final Optional<S3Gets> gets;
  private final S3Multipart parts;

  /** The form in which the store takes a state as a condition; learnt from its answers. */
  private volatile TagForm tagForm = TagForm.UNKNOWN;

  private volatile boolean bucketSeen;

  private enum TagForm {
    UNKNOWN,
    QUOTED,
    BARE
  }

  /** Calls of a bucket, which close client and gets; reads are the client's without gets. */
  S3Objects(S3Requests requests, S3Client client, Optional<S3Gets> gets, S3Parts parts) {
    this.requests = requests;
    this.client = client;
    this.gets = gets;
    this.parts = new S3Multipart(requests, client, parts);
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    try {
      HeadObjectResponse head = client.headObject(requests.find(key));
      return Optional.of(
          new StoredObject(key, head.contentLength(), S3Requests.version(head.eTag())));
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        requireBucket();
        return Optional.empty();
      }
      throw failed(e);
    } catch (SdkException e) {
      throw failed(e);
    }
  }

  /** The answer to a look-up does not tell a missing object from a missing bucket. */
  private void requireBucket() {
    if (!bucketSeen) {
      ping();
    }
  }

  @Override
  public RemoteAnswer open(StoreKey key, Optional<ByteRange> range, Optional<ObjectVersion> at) {
    return gets.isPresent() ? gets.get().open(key, range, at) : openByClient(key, range, at);
  }

  private RemoteAnswer openByClient(
      StoreKey key, Optional<ByteRange> range, Optional<ObjectVersion> at) {
    try {
      ResponseInputStream<GetObjectResponse> answer =
          S3Failures.called(() -> client.getObject(requests.open(key, range, at)));
      return bytes(answer);
    } catch (S3Exception e) {
      if (isMissingObject(e)) {
        return new RemoteAnswer.Absent();
      }
      return switch (e.statusCode()) {
        case 412 -> new RemoteAnswer.Changed(Optional.empty());
        case 416 -> new RemoteAnswer.Outside(Optional.empty());
        default -> throw failed(e);
      };
    } catch (SdkException e) {
      throw failed(e);
    }
  }

  private RemoteAnswer bytes(ResponseInputStream<GetObjectResponse> answer) {
    GetObjectResponse head = answer.response();
    long length = head.contentLength();
    InputStream stream = new CountedBody(answer, length, answer, answer::abort);
    ObjectVersion version = S3Requests.version(head.eTag());
    String header = head.contentRange();
    if (header == null) {
      return new RemoteAnswer.Bytes(version, length, 0, length, stream);
    }
    Optional<ContentRange> range = ContentRange.parse(header).filter(r -> r.length() == length);
    if (range.isEmpty()) {
      answer.abort();
      throw senseless(null);
    }
    return new RemoteAnswer.Bytes(version, range.get().size(), range.get().first(), length, stream);
  }

  @Override
  public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
    // Whether conditions hold was found out with puts in one request, so these are preferred.
    boolean isInParts =
        condition instanceof Condition.Always
            ? body.size() > parts.parts().least()
            : body.size() > LARGEST_PUT;
    if (isInParts) {
      return putInParts(key, body, condition);
    }
    PutObjectRequest.Builder request = requests.put(key, body.size());
    return switch (condition) {
      case Condition.Always always -> send(request.build(), body, false);
      case Condition.Absent absent -> send(request.ifNoneMatch("*").build(), body, false);
      case Condition.At at -> putAt(key, request, body, at.version());
    };
  }

  PutResult putInParts(StoreKey key, ObjectBody body, Condition condition) {
    boolean needsObject = condition instanceof Condition.At;
    return parts.put(key, body, condition, failure -> outcome(failure, needsObject));
  }

  /**
   * Some stores hold a state against a condition only without the quotes that the protocol asks
   * for: a refusal in the very state that was named shows it, and changed nothing.
   */
  private PutResult putAt(
      StoreKey key, PutObjectRequest.Builder request, ObjectBody body, ObjectVersion version) {
    TagForm form = tagForm;
    String tag = form == TagForm.BARE ? version.text() : S3Requests.quoted(version);
    PutResult result = send(request.ifMatch(tag).build(), body, true);
    if (form != TagForm.UNKNOWN || result instanceof PutResult.Unknown) {
      return result;
    }
    if (result instanceof PutResult.Stored) {
      tagForm = TagForm.QUOTED;
      return result;
    }
    if (find(key).filter(found -> found.version().equals(version)).isEmpty()) {
      return result;
    }
    PutResult second = send(request.ifMatch(version.text()).build(), body, true);
    if (second instanceof PutResult.Stored) {
      tagForm = TagForm.BARE;
    }
    return second;
  }

  private PutResult send(PutObjectRequest request, ObjectBody body, boolean needsObject) {
    try {
      String tag =
          S3Failures.called(() ->
                  client.putObject(
                      request,
                      RequestBody.fromContentProvider(
                          () -> UnreadBody.open(body, 0), body.size(), "application/octet-stream")))
              .eTag();
      return tag == null
          ? new PutResult.Unknown(new IOException("an answer without a version"))
          : new PutResult.Stored(S3Requests.version(tag));
    } catch (SdkException e) {
      return outcome(e, needsObject);
    } catch (RuntimeException e) {
      throw S3Failures.unread(requests, e);
    }
  }

  /** Outcome of a put that failed. */
  private PutResult outcome(SdkException failure, boolean needsObject) {
    if (failure instanceof S3Exception e) {
      int status = e.statusCode();
      // 409: another write of the object was under way; this one was not done.
      if (status == 412 || status == 409 || (needsObject && isMissingObject(e))) {
        return new PutResult.Refused(Optional.empty());
      }
    }
    if (S3Failures.isUnclear(failure)) {
      return new PutResult.Unknown(failed(failure));
    }
    throw failed(failure);
  }

  private static boolean isMissingObject(S3Exception e) {
    return e.statusCode() == 404 && !S3Failures.code(e).equals("NoSuchBucket");
  }

  @Override
  public DeleteResult delete(Collection<StoreKey> keys) {
    Map<StoreKey, Exception> failed = new HashMap<>();
    List<StoreKey> left = new ArrayList<>(keys);
    for (int from = 0; from < left.size(); from += KEYS_OF_A_DELETION) {
      List<StoreKey> batch = left.subList(from, Math.min(left.size(), from + KEYS_OF_A_DELETION));
      try {
        DeleteObjectsResponse answer =
            S3Failures.called(() -> client.deleteObjects(requests.delete(batch)));
        answer.errors().forEach(error -> addFailure(error, failed));
      } catch (SdkException e) {
        StoreException failure = failed(e);
        batch.forEach(key -> failed.put(key, failure));
      }
    }
    return new DeleteResult(failed);
  }

  private void addFailure(S3Error error, Map<StoreKey, Exception> failed) {
    String own = requests.own(error.key());
    if (own != null && StoreKey.isKey(own) && !error.code().equals("NoSuchKey")) {
      failed.put(new StoreKey(own), new IOException(error.code() + ": " + error.message()));
    }
  }

  @Override
  public KeyPage list(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
    return new S3Listing(requests, client, prefix, depth).page(after, limit);
  }

  @Override
  public void ping() {
    try {
      client.headBucket(b -> b.bucket(requests.address().bucket()));
      bucketSeen = true;
    } catch (SdkException e) {
      throw failed(e);
    }
  }

  @Override
  public long largestPut() {
    return LARGEST;
  }

  @Override
  public void close() {
    gets.ifPresent(S3Gets::close);
    client.close();
  }

  private StoreException failed(SdkException failure) {
    return S3Failures.of(requests, failure);
  }

  private StoreException senseless(@Nullable Exception cause) {
    return new StoreException(
        requests.store(), "The answer of the store makes no sense.", Retry.NEVER, cause);
  }
}
