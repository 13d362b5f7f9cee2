package io.hypertile.store.remote;

import io.hypertile.store.Condition;
import io.hypertile.store.DeleteResult;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.PutResult;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Puts and deletes by the rules of HTTP, which protocols over it share. */
public final class HttpWrites {
  /** Deletions of one call under way at once. */
  private static final int AT_ONCE = 8;

  private final HttpCalls calls;
  private final HttpDialect dialect;

  /** Writes over calls. */
  public HttpWrites(HttpCalls calls, HttpDialect dialect) {
    this.calls = calls;
    this.dialect = dialect;
  }

  /** Sends the request that puts an object under a condition, once. */
  public PutResult put(HttpCall call, Condition condition) {
    try (HttpAnswer answer = calls.send(call)) {
      int status = answer.status();
      if (status == 200 || status == 201) {
        Optional<ObjectVersion> version = dialect.version(answer);
        return version.isPresent()
            ? new PutResult.Stored(version.get())
            : new PutResult.Unknown(new IOException("an answer without a version"));
      }
      boolean isGone = condition instanceof Condition.At && dialect.isMissingObject(answer);
      if (status == 412 || status == 409 || isGone) {
        return new PutResult.Refused(Optional.empty());
      }
      if (HttpCalls.isTransient(status)) {
        return new PutResult.Unknown(calls.refused(status));
      }
      throw calls.refused(status);
    } catch (IOException e) {
      if (HttpCalls.wasNeverSent(e)) {
        throw calls.unanswered(e);
      }
      return new PutResult.Unknown(e);
    }
  }

  /** Deletes objects, each with a request. */
  public DeleteResult delete(Collection<StoreKey> keys, Function<StoreKey, HttpCall> request) {
    Map<StoreKey, Exception> failed = new ConcurrentHashMap<>();
    Semaphore places = new Semaphore(AT_ONCE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (StoreKey key : keys) {
        places.acquireUninterruptibly();
        threads.execute(() -> {
          try {
            delete(request.apply(key));
          } catch (StoreException e) {
            failed.put(key, e);
          } finally {
            places.release();
          }
        });
      }
    }
    return new DeleteResult(failed);
  }

  private void delete(HttpCall call) {
    try (HttpAnswer answer = calls.send(call)) {
      int status = answer.status();
      boolean isGone = status == 200 || status == 202 || status == 204;
      if (!isGone && !dialect.isMissingObject(answer)) {
        throw calls.refused(status);
      }
    } catch (IOException e) {
      throw calls.unanswered(e);
    }
  }
}
