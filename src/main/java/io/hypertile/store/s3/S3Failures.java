package io.hypertile.store.s3;

import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.remote.HttpCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Meaning of the SDK's failures. */
final class S3Failures {
  static final String ELSEWHERE = "The bucket is in another region.";

  private S3Failures() {}

  /** The bucket of a store is not there: names it, and says how to make it. */
  static StoreException noBucket(S3Requests requests, @Nullable SdkException failure) {
    String bucket = requests.address().bucket();
    String detail =
        "The bucket \"%s\" does not exist; make it (aws s3 mb s3://%s), or set another URL."
            .formatted(bucket, bucket);
    return new StoreException(requests.store(), detail, Retry.NEVER, failure);
  }

  /**
   * Makes a call. The SDK lets failures of the connection through while it parses an answer: they
   * become failures like those before the answer, which leave open what was done.
   */
  static <T> T called(Supplier<T> call) {
    try {
      return call.get();
    } catch (UncheckedIOException e) {
      throw SdkClientException.create("The answer broke off.", e);
    }
  }

  /**
   * The failure of a call whose body could not be read, so that nothing was stored.
   *
   * @throws RuntimeException the failure itself if it is another one
   */
  static StoreException unread(S3Requests requests, RuntimeException failure) {
    // The client's signer tells of such failures in an exception of no type of its own.
    boolean isUnread =
        !(failure instanceof StoreException)
            && Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(IOException.class::isInstance);
    if (!isUnread) {
      throw failure;
    }
    String detail = "The bytes to store could not be read.";
    return new StoreException(requests.store(), detail, Retry.NEVER, failure);
  }

  /** The failure of a call that changes nothing, or that was refused for sure. */
  static StoreException of(S3Requests requests, SdkException failure) {
    String store = requests.store();
    if (!(failure instanceof S3Exception answer)) {
      return new StoreException(store, "The store does not answer.", Retry.LATER, failure);
    }
    int status = answer.statusCode();
    if (isTransient(answer)) {
      return new StoreException(
          store,
          "The store answers with status " + status + ".",
          Retry.ofTransient(status),
          failure);
    }
    if (code(answer).equals("NoSuchUpload")) {
      String detail = "The store gave up the upload of an object before its last part; try again.";
      return new StoreException(store, detail, Retry.LATER, failure);
    }
    if (status == 404) {
      return noBucket(requests, failure);
    }
    String detail =
        switch (status) {
          case 401, 403 -> "The store refuses the credentials.";
          case 301, 307 -> ELSEWHERE;
          default -> "The store refuses the request with status " + status + ".";
        };
    return new StoreException(store, detail, Retry.NEVER, failure);
  }

  /** Whether the store may have done what was asked nevertheless. */
  static boolean isUnclear(SdkException failure) {
    return failure instanceof S3Exception answer ? isTransient(answer) : !wasNeverSent(failure);
  }

  static String code(S3Exception answer) {
    String code = answer.awsErrorDetails() == null ? null : answer.awsErrorDetails().errorCode();
    return code == null ? "" : code;
  }

  private static boolean isTransient(S3Exception answer) {
    return HttpCalls.isTransient(answer.statusCode()) || code(answer).equals("RequestTimeout");
  }

  private static boolean wasNeverSent(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof ConnectException
          || at instanceof UnknownHostException
          || at instanceof NoRouteToHostException
          || at instanceof ConnectTimeoutException) {
        return true;
      }
    }
    return false;
  }
}
