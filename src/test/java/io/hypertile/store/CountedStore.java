package io.hypertile.store;

import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * A store that takes its time for each call and counts them: all of them, and those that waited for
 * one another. A call that begins after others have ended may have waited for them.
 */
public final class CountedStore implements Store {
  private static final long DELAY_MILLIS = 40;

  private final Store inner;
  private boolean isSlow;
  private int calls;
  private int ended;

  /**
   * Calls of an operation.
   *
   * @param calls all of them
   * @param rounds the most of them that came one after the other
   */
  public record Count(int calls, int rounds) {}

  /** Counts the calls of a store. */
  public CountedStore(Store inner) {
    this.inner = inner;
  }

  /** The calls of an operation. */
  public Count count(Runnable operation) {
    synchronized (this) {
      isSlow = true;
      calls = 0;
      ended = 0;
    }
    operation.run();
    synchronized (this) {
      isSlow = false;
      return new Count(calls, ended);
    }
  }

  private <T> T counted(Supplier<T> call) {
    int round;
    boolean waits;
    synchronized (this) {
      calls++;
      round = ended + 1;
      waits = isSlow;
    }
    try {
      if (waits) {
        Thread.sleep(DELAY_MILLIS);
      }
      return call.get();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      synchronized (this) {
        ended = Math.max(ended, round);
      }
    }
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    return counted(() -> inner.find(key));
  }

  @Override
  public Optional<LoadedObject> load(StoreKey key, long limit) {
    return counted(() -> inner.load(key, limit));
  }

  @Override
  public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    return counted(() -> inner.read(key, pieces, at));
  }

  @Override
  public ReadResult readAll(
      StoreKey key, LongFunction<MemorySegment> room, Optional<ObjectVersion> at) {
    return counted(() -> inner.readAll(key, room, at));
  }

  @Override
  public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
    return counted(() -> inner.put(key, body, condition));
  }

  @Override
  public DeleteResult delete(Collection<StoreKey> keys) {
    return counted(() -> inner.delete(keys));
  }

  @Override
  public KeyPage list(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
    return counted(() -> inner.list(prefix, after, limit, depth));
  }

  @Override
  public Capabilities capabilities() {
    return inner.capabilities();
  }

  @Override
  public CheckResult check() {
    return inner.check();
  }

  @Override
  public void close() {
    inner.close();
  }
}
