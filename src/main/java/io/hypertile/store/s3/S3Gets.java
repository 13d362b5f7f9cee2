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
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * GETs of objects without the client of the SDK, of whose layers each request takes more of a
 * processor than sending it. For buckets whose address and region are known. Any number of threads.
 */
final class S3Gets implements HttpDialect, AutoCloseable {
  /** Difference of clocks below which it is not the reason of a refusal; AWS takes 15 minutes. */
  private static final Duration CLOCKS = Duration.ofMinutes(4);

  /** Most bytes of the document that tells what is missing. */
  private static final int MOST_OF_A_REASON = 1 << 16;

  private final S3Requests requests;
  private final String bucket;
  private final HttpCalls calls;
  private final HttpReads reads;

  /** Signs by the clock of the store as soon as that has refused signatures by the server's. */
  private volatile S3Signing signing;

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
  public Optional<StoreException> refusal(HttpAnswer answer) {
    return switch (answer.status()) {
      case 301, 307 ->
          Optional.of(
              new StoreException(requests.store(), S3Failures.ELSEWHERE, Retry.NEVER, null));
      case 403 -> answer.header("Date").flatMap(S3Gets::moment).flatMap(this::otherClock);
      default -> Optional.empty();
    };
  }

  private static Optional<Instant> moment(String date) {
    try {
      return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The refusal of a signature by a clock that differs; the next one is by that of the store. */
  private Optional<StoreException> otherClock(Instant there) {
    Clock own = signing.clock();
    Duration ahead = Duration.between(own.instant(), there);
    if (ahead.abs().compareTo(CLOCKS) < 0) {
      return Optional.empty();
    }
    signing = signing.by(Clock.offset(own, ahead));
    return Optional.of(
        new StoreException(
            requests.store(),
            "The clock of the store is " + ahead.toSeconds() + " s ahead of the server's.",
            Retry.LATER,
            null));
  }

  @Override
  public boolean isMissingObject(HttpAnswer answer) {
    if (answer.status() != 404) {
      return false;
    }
    try {
      String reason = new String(answer.all(MOST_OF_A_REASON), StandardCharsets.UTF_8);
      if (reason.contains("<Code>NoSuchBucket</Code>")) {
        throw S3Failures.noBucket(requests, null);
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
