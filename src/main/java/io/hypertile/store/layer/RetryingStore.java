package io.hypertile.store.layer;

import io.hypertile.store.Condition;
import io.hypertile.store.DeleteResult;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PutResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Tries calls again that may succeed later, with waits at random and within a budget.
 *
 * <p>A put whose outcome is unknown is first looked for: if the object holds the very bytes that
 * were put, they were stored; if it is as the condition wants it, the put is tried again; if it
 * holds anything else, the outcome stays unknown, as the bytes may have been stored and replaced
 * since. This is right where no two writes of a key put the same bytes, so what is put under a
 * condition carries a name of its write.
 */
public final class RetryingStore extends AskedStore {
  /** Extra tries at once after quiet times. */
  private static final int SPARE = 10;

  private final RetryRules rules;
  private final RandomGenerator random;
  private final Waiting waiting;
  private final Budget budget;

  /** Tries calls of a store again, which is closed with this one. */
  public RetryingStore(Store inner, RetryRules rules) {
    this(inner, rules, RandomGenerator.getDefault(), Thread::sleep);
  }

  RetryingStore(Store inner, RetryRules rules, RandomGenerator random, Waiting waiting) {
    super(inner);
    this.rules = rules;
    this.random = random;
    this.waiting = waiting;
    this.budget = new Budget(rules.share(), SPARE);
  }

  @Override
  <T> T asked(Supplier<T> call) {
    budget.earn();
    for (int attempt = 1; ; attempt++) {
      try {
        return call.get();
      } catch (StoreException e) {
        if (e.retry() == Retry.NEVER || !mayTryAgain(attempt + 1)) {
          throw e;
        }
      }
    }
  }

  @Override
  public DeleteResult delete(Collection<StoreKey> keys) {
    budget.earn();
    Map<StoreKey, Exception> lasting = new HashMap<>();
    Collection<StoreKey> left = keys;
    for (int attempt = 1; ; attempt++) {
      Map<StoreKey, Exception> failed = inner.delete(left).failed();
      Map<StoreKey, Exception> again = new HashMap<>();
      failed.forEach((key, why) -> (isTransient(why) ? again : lasting).put(key, why));
      if (again.isEmpty() || !mayTryAgain(attempt + 1)) {
        lasting.putAll(again);
        return new DeleteResult(lasting);
      }
      left = again.keySet();
    }
  }

  private static boolean isTransient(Exception why) {
    return why instanceof StoreException failure && failure.retry() != Retry.NEVER;
  }

  @Override
  public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
    budget.earn();
    PutSearch search = new PutSearch(this, key, body, condition);
    PutResult.Unknown open = null;
    for (int attempt = 1; ; attempt++) {
      PutResult result;
      try {
        result = inner.put(key, body, condition);
      } catch (StoreException e) {
        // The try did nothing; one before it may have.
        if (open == null && (e.retry() == Retry.NEVER || !mayTryAgain(attempt + 1))) {
          throw e;
        }
        if (open != null) {
          return search.find().orElse(open);
        }
        continue;
      }
      if (result instanceof PutResult.Unknown unknown) {
        open = open == null ? unknown : open;
      } else if (open == null || result instanceof PutResult.Stored) {
        return result;
      }
      Optional<PutResult> found = search.find();
      if (found.isPresent()) {
        return found.get();
      }
      boolean isRefused = result instanceof PutResult.Refused;
      if (isRefused || !search.isAsBefore() || !mayTryAgain(attempt + 1)) {
        return open;
      }
    }
  }

  /** Waits before another try, if there may be one. */
  private boolean mayTryAgain(int attempt) {
    if (attempt > rules.tries() || !budget.spend()) {
      return false;
    }
    long nanos = rules.wait(attempt).toNanos();
    try {
      waiting.pass(Duration.ofNanos(nanos == 0 ? 0 : random.nextLong(nanos + 1)));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
