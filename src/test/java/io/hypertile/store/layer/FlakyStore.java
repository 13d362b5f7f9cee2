package io.hypertile.store.layer;

import io.hypertile.store.Condition;
import io.hypertile.store.DeleteResult;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.PutResult;
import io.hypertile.store.ReadResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A store whose next calls fail as they are told to. Counts all calls. */
public class FlakyStore extends ForwardingStore {
  private final AtomicInteger calls = new AtomicInteger();
  private Supplier<Fault> faults = () -> Fault.NONE;

  /** What happens to a call. */
  public enum Fault {
    NONE,
    /** Fails, and may succeed later; nothing is done. */
    LATER,
    /** Fails for good; nothing is done. */
    NEVER,
    /** A put is done, and its answer is lost. Other calls fail. */
    LOST,
    /** A put is not done, and nobody says so. Other calls fail. */
    UNSENT
  }

  /** A store in front of another. */
  public FlakyStore(Store inner) {
    super(inner);
  }

  /** Each call draws its fault from here. */
  public void faults(Supplier<Fault> next) {
    faults = next;
  }

  /** The next calls have these faults, and all after them none. */
  public void next(Fault... next) {
    AtomicInteger at = new AtomicInteger();
    faults = () -> at.get() < next.length ? next[at.getAndIncrement()] : Fault.NONE;
    calls.set(0);
  }

  /** Calls since the faults were given. */
  public int calls() {
    return calls.get();
  }

  private Fault fault() {
    calls.incrementAndGet();
    return faults.get();
  }

  private <T> T unless(Supplier<T> call) {
    throwFor(fault());
    return call.get();
  }

  private void throwFor(Fault fault) {
    if (fault != Fault.NONE) {
      throw new StoreException(
          name(), "A fault.", fault == Fault.NEVER ? Retry.NEVER : Retry.LATER, null);
    }
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    return unless(() -> inner.find(key));
  }

  @Override
  public Optional<LoadedObject> load(StoreKey key, long limit) {
    return unless(() -> inner.load(key, limit));
  }

  @Override
  public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    return unless(() -> inner.read(key, pieces, at));
  }

  @Override
  public KeyPage list(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
    return unless(() -> inner.list(prefix, after, limit, depth));
  }

  @Override
  public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
    Fault fault = fault();
    return switch (fault) {
      case NONE -> inner.put(key, body, condition);
      case LOST -> {
        inner.put(key, body, condition);
        yield new PutResult.Unknown(new IOException("lost"));
      }
      case UNSENT -> new PutResult.Unknown(new IOException("unsent"));
      case LATER, NEVER -> {
        throwFor(fault);
        throw new AssertionError();
      }
    };
  }

  @Override
  public DeleteResult delete(Collection<StoreKey> keys) {
    Fault fault = fault();
    if (fault == Fault.NONE) {
      return inner.delete(keys);
    }
    Map<StoreKey, Exception> failed = new HashMap<>();
    for (StoreKey key : keys) {
      Retry retry = fault == Fault.NEVER ? Retry.NEVER : Retry.LATER;
      failed.put(key, new StoreException(name(), "A fault.", retry, null));
    }
    return new DeleteResult(failed);
  }
}
