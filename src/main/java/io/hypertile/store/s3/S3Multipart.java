package io.hypertile.store.s3;

import io.hypertile.store.Condition;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PutResult;
import io.hypertile.store.StoreKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Puts an object in parts, side by side, which become it all at once by the last request. What
 * fails before that is given up, and nothing has changed. Thread-safe.
 *
 * @param requests requests with full keys
 * @param parts sizes of parts
 */
record S3Multipart(S3Requests requests, S3Client client, S3Parts parts) {
  /** Tries of one part: nobody sees it before all are there, so that a second one is no lie. */
  private static final int TRIES = 3;

  private static final System.Logger LOG = System.getLogger(S3Multipart.class.getName());

  /**
   * Puts an object.
   *
   * @param outcome gives the outcome of the last request from the failure of the service
   */
  PutResult put(
      StoreKey key,
      ObjectBody body,
      Condition condition,
      Function<SdkException, PutResult> outcome) {
    String upload = begin(key);
    boolean isOver = false;
    try {
      CompleteMultipartUploadRequest last = last(key, upload, condition, send(key, upload, body));
      try {
        String tag = S3Failures.called(() -> client.completeMultipartUpload(last)).eTag();
        isOver = true;
        return tag == null
            ? new PutResult.Unknown(new IOException("an answer without a version"))
            : new PutResult.Stored(S3Requests.version(tag));
      } catch (SdkException e) {
        return outcome.apply(e);
      }
    } finally {
      if (!isOver) {
        giveUp(key, upload);
      }
    }
  }

  private String begin(StoreKey key) {
    try {
      return S3Failures.called(() -> client.createMultipartUpload(requests.beginParts(key)))
          .uploadId();
    } catch (SdkException e) {
      throw S3Failures.of(requests, e);
    }
  }

  private CompleteMultipartUploadRequest last(
      StoreKey key, String upload, Condition condition, List<CompletedPart> sent) {
    CompleteMultipartUploadRequest.Builder last = requests.endParts(key, upload, sent);
    return switch (condition) {
      case Condition.Always always -> last.build();
      case Condition.Absent absent -> last.ifNoneMatch("*").build();
      case Condition.At at -> last.ifMatch(S3Requests.quoted(at.version())).build();
    };
  }

  private List<CompletedPart> send(StoreKey key, String upload, ObjectBody body) {
    long step = parts.of(body.size());
    List<Future<CompletedPart>> sent = new ArrayList<>();
    Semaphore room = new Semaphore(parts.atOnce());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long from = 0; from < body.size(); from += step) {
        Part part =
            new Part(upload, sent.size() + 1, body, from, Math.min(step, body.size() - from));
        room.acquireUninterruptibly();
        if (sent.stream().anyMatch(before -> before.state() == Future.State.FAILED)) {
          break;
        }
        sent.add(
            threads.submit(() -> {
              try {
                return send(key, part);
              } finally {
                room.release();
              }
            }));
      }
    }
    return sent.stream().map(this::result).toList();
  }

  /**
   * Bytes of an object.
   *
   * @param number of the part, from 1 on
   */
  private record Part(String upload, int number, ObjectBody body, long from, long size) {
    InputStream open() {
      return UnreadBody.open(body, from);
    }
  }

  private CompletedPart send(StoreKey key, Part part) {
    for (int tries = 1; ; tries++) {
      try {
        RequestBody body =
            RequestBody.fromContentProvider(part::open, part.size(), "application/octet-stream");
        String tag =
            S3Failures.called(() ->
                    client.uploadPart(
                        requests.part(key, part.upload(), part.number(), part.size()), body))
                .eTag();
        return CompletedPart.builder().partNumber(part.number()).eTag(tag).build();
      } catch (SdkException e) {
        if (tries == TRIES || !S3Failures.isUnclear(e)) {
          throw S3Failures.of(requests, e);
        }
      } catch (RuntimeException e) {
        throw S3Failures.unread(requests, e);
      }
    }
  }

  private CompletedPart result(Future<CompletedPart> sent) {
    try {
      return sent.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      // All have ended.
      throw new IllegalStateException(e);
    }
  }

  /** Without effect on an object that was made after all. */
  private void giveUp(StoreKey key, String upload) {
    try {
      S3Failures.called(() -> client.abortMultipartUpload(requests.giveUpParts(key, upload)));
    } catch (SdkException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "parts of an object stay in {0} until the service removes them",
          requests.store());
    }
  }
}
