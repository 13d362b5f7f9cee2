package io.hypertile.store.layer;

import io.hypertile.store.Condition;
import io.hypertile.store.DeleteResult;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PutResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks a store with fewer calls at a time when it says that it is overloaded, and with more again
 * as long as it answers. Calls beyond that wait; a store that is not overloaded is asked without
 * waits by up to {@value #MOST} calls.
 */
public final class AdaptiveStore extends AskedStore {
  /** Most calls under way. */
  static final int MOST = 1_024;

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final CallLimit limit = new CallLimit(MOST);

  /** Adapts the calls of a store, which is closed with this one. */
  public AdaptiveStore(Store inner) {
    super(inner);
  }

  /** Calls that may be under way now. */
  public int limit() {
    return limit.limit();
  }

  @Override
  public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
    return made(
        () -> inner.put(key, body, condition),
        result ->
            result instanceof PutResult.Unknown unknown
                ? end(unknown.cause())
                : CallLimit.End.DONE);
  }

  @Override
  public DeleteResult delete(Collection<StoreKey> keys) {
    return made(
        () -> inner.delete(keys),
        result ->
            result.failed().values().stream()
                .map(AdaptiveStore::end)
                .filter(end -> end == CallLimit.End.TOO_MANY)
                .findFirst()
                .orElse(CallLimit.End.DONE));
  }

  @Override
  <T> T asked(Supplier<T> call) {
    return made(call, result -> CallLimit.End.DONE);
  }

  private <T> T made(Supplier<T> call, Function<T, CallLimit.End> outcome) {
    long begun = begin();
    CallLimit.End end = CallLimit.End.FAILED;
    try {
      T result = call.get();
      end = outcome.apply(result);
      return result;
    } catch (StoreException e) {
      end = end(e);
      throw e;
    } finally {
      limit.end(begun, end);
    }
  }

  private long begin() {
    try {
      long begun = limit.begin(PATIENCE_NANOS);
      if (begun < 0) {
        throw new StoreException(name(), "The store is overloaded.", Retry.SLOWER, null);
      }
      return begun;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(name(), "The call was interrupted.", Retry.LATER, e);
    }
  }

  private static CallLimit.End end(Exception failure) {
    boolean isTooMany = failure instanceof StoreException known && known.retry() == Retry.SLOWER;
    return isTooMany ? CallLimit.End.TOO_MANY : CallLimit.End.FAILED;
  }
}
