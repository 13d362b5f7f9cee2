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
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.store.layer.StoreStatistics.Calls;
import io.hypertile.store.layer.StoreStatistics.Operation;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Counts calls, failures, time and bytes of a store. */
public final class MeteredStore extends ForwardingStore {
  private final Map<Operation, Counters> counters = new EnumMap<>(Operation.class);
  private final AtomicInteger active = new AtomicInteger();
  private final LongAdder refused = new LongAdder();
  private final LongAdder unknown = new LongAdder();

  private record Counters(LongAdder ended, LongAdder failed, LongAdder nanos, LongAdder bytes) {}

  /** Counts the calls of a store, which is closed with this one. */
  public MeteredStore(Store inner) {
    super(inner);
    for (Operation operation : Operation.values()) {
      counters.put(
          operation,
          new Counters(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder()));
    }
  }

  /** Figures so far. Values that belong together may be of moments apart. */
  public StoreStatistics statistics() {
    Map<Operation, Calls> calls = new EnumMap<>(Operation.class);
    counters.forEach((operation, own) ->
        calls.put(
            operation,
            new Calls(own.ended.sum(), own.failed.sum(), own.nanos.sum(), own.bytes.sum())));
    return new StoreStatistics(calls, active.get(), refused.sum(), unknown.sum());
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    return counted(Operation.FIND, () -> inner.find(key), found -> 0, found -> false);
  }

  @Override
  public Optional<LoadedObject> load(StoreKey key, long limit) {
    return counted(
        Operation.LOAD,
        () -> inner.load(key, limit),
        loaded -> loaded.map(object -> object.bytes().length).orElse(0),
        loaded -> false);
  }

  @Override
  public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    return counted(
        Operation.READ,
        () -> inner.read(key, pieces, at),
        result -> result instanceof ReadResult.Read ? bytes(pieces) : 0,
        result -> false);
  }

  @Override
  public ReadResult readAll(
      StoreKey key, LongFunction<MemorySegment> room, Optional<ObjectVersion> at) {
    return counted(
        Operation.READ,
        () -> inner.readAll(key, room, at),
        result -> result instanceof ReadResult.Read read ? read.size() : 0,
        result -> false);
  }

  private static long bytes(List<Piece> pieces) {
    return pieces.stream().mapToLong(piece -> piece.range().length()).sum();
  }

  @Override
  public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
    PutResult result =
        counted(
            Operation.PUT,
            () -> inner.put(key, body, condition),
            put -> put instanceof PutResult.Stored ? body.size() : 0,
            PutResult.Unknown.class::isInstance);
    switch (result) {
      case PutResult.Stored stored -> {}
      case PutResult.Refused why -> refused.increment();
      case PutResult.Unknown why -> unknown.increment();
    }
    return result;
  }

  @Override
  public DeleteResult delete(Collection<StoreKey> keys) {
    return counted(
        Operation.DELETE,
        () -> inner.delete(keys),
        result -> 0,
        result -> !result.failed().isEmpty());
  }

  @Override
  public KeyPage list(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
    return counted(
        Operation.LIST, () -> inner.list(prefix, after, limit, depth), page -> 0, page -> false);
  }

  private <T> T counted(
      Operation operation, Supplier<T> call, ToLongFunction<T> bytes, Predicate<T> isFailure) {
    Counters own = Objects.requireNonNull(counters.get(operation));
    boolean isDone = false;
    active.incrementAndGet();
    long start = System.nanoTime();
    try {
      T result = call.get();
      isDone = !isFailure.test(result);
      own.bytes.add(bytes.applyAsLong(result));
      return result;
    } finally {
      own.nanos.add(System.nanoTime() - start);
      own.ended.increment();
      active.decrementAndGet();
      if (!isDone) {
        own.failed.increment();
      }
    }
  }
}
