package io.hypertile.store.s3;

import io.hypertile.store.ByteRange;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.remote.HttpAnswer;
import io.hypertile.store.remote.HttpCall;
import io.hypertile.store.remote.HttpCalls;
import io.hypertile.store.remote.HttpDialect;
import io.hypertile.store.remote.HttpReads;
import io.hypertile.store.remote.RemoteAnswer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * GETs of objects without the client of the SDK, of whose layers each request takes more of a
 * processor than sending it. For buckets whose address and region are known. Any number of threads.
 */
final class S3Gets implements HttpDialect, AutoCloseable {
  /** Most bytes of the document that tells what is missing. */
  private static final int MOST_OF_A_REASON = 1 << 16;

  private final S3Requests requests;
  private final String bucket;
  private final S3Signing signing;
  private final HttpCalls calls;
  private final HttpReads reads;

  /**
   * GETs from a bucket.
   *
   * @param bucket its address, without a slash at the end
   * @param calls closed with this
   */
  S3Gets(S3Requests requests, String bucket, S3Signing signing, HttpCalls calls) {
    this.requests = requests;
    this.bucket = bucket;
    this.signing = signing;
    this.calls = calls;
    this.reads = new HttpReads(calls, this);
  }

  RemoteAnswer open(StoreKey key, Optional<ByteRange> range, Optional<ObjectVersion> at) {
    HttpCall call = HttpCall.of("GET", URI.create(bucket + "/" + requests.path(key)));
    HttpCall held =
        at.map(version -> call.with("If-Match", S3Requests.quoted(version))).orElse(call);
    return reads.open(signing.signed(held), range);
  }

  @Override
  public Optional<ObjectVersion> version(HttpAnswer answer) {
    return answer.header("ETag").filter(tag -> !tag.isEmpty()).map(S3Requests::version);
  }

  /** A coding is a note of the program that put the object. */
  @Override
  public boolean isAsStored() {
    return true;
  }

  @Override
  public boolean isMissingObject(HttpAnswer answer) {
    if (answer.status() != 404) {
      return false;
    }
    try {
      String reason = new String(answer.all(MOST_OF_A_REASON), StandardCharsets.UTF_8);
      if (reason.contains("<Code>NoSuchBucket</Code>")) {
        throw new StoreException(requests.store(), S3Failures.NO_BUCKET, Retry.NEVER, null);
      }
      return true;
    } catch (IOException e) {
      throw calls.unanswered(e);
    }
  }

  @Override
  public void close() {
    calls.close();
  }
}
