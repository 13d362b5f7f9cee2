package io.hypertile.store.layer;

import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Asks a second time for what takes longer than 95 of 100 of the latest reads did, and takes the
 * answer that comes first. Only small reads, whose time is that of waiting and not of carrying, and
 * up to one in twenty of them. Puts, deletions and lists go through as they are.
 */
public final class HedgedStore extends ForwardingStore {
  /** Bytes of the largest read that is asked for twice. */
  static final long MOST = 1 << 20;

  private static final double SHARE_OF_CALLS = 0.05;
  private static final int SPARE = 5;
  private static final double QUANTILE = 0.95;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Latencies latencies = new Latencies();
  private final Supplier<OptionalLong> patience;
  private final Budget budget = new Budget(SHARE_OF_CALLS, SPARE);

  /** A read and the memory that it has for itself, as two may be under way. */
  private record Attempt(ReadResult result, List<Piece> pieces) {}

  /** Hedges reads of a store, which is closed with this one. */
  public HedgedStore(Store inner) {
    super(inner);
    this.patience = () -> latencies.quantile(QUANTILE);
  }

  /**
   * Hedges reads that take longer than a given time.
   *
   * @param patience nanoseconds after which a read is asked for again; empty for never
   */
  HedgedStore(Store inner, Supplier<OptionalLong> patience) {
    super(inner);
    this.patience = patience;
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    return hedged(() -> inner.find(key));
  }

  @Override
  public Optional<LoadedObject> load(StoreKey key, long limit) {
    return limit > MOST ? inner.load(key, limit) : hedged(() -> inner.load(key, limit));
  }

  @Override
  public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    if (pieces.stream().mapToLong(piece -> piece.range().length()).sum() > MOST) {
      return inner.read(key, pieces, at);
    }
    Attempt first =
        hedged(() -> {
          List<Piece> own = pieces.stream().map(HedgedStore::apart).toList();
          return new Attempt(inner.read(key, own, at), own);
        });
    for (int piece = 0; piece < pieces.size(); piece++) {
      pieces.get(piece).target().copyFrom(first.pieces().get(piece).target());
    }
    return first.result();
  }

  private static Piece apart(Piece piece) {
    byte[] own = new byte[(int) piece.range().length()];
    return new Piece(piece.range(), MemorySegment.ofArray(own));
  }

  private <T> T hedged(Supplier<T> call) {
    if (threads.isShutdown()) {
      return call.get();
    }
    budget.earn();
    OptionalLong most = patience.get();
    long start = System.nanoTime();
    Contest<T> contest = new Contest<>(threads, call);
    try {
      contest.start();
      if (most.isPresent() && !contest.isOver(most.getAsLong()) && budget.spend()) {
        contest.start();
      }
      T result = contest.result();
      latencies.add(System.nanoTime() - start);
      return result;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(name(), "The read was interrupted.", Retry.LATER, e);
    } finally {
      contest.end();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    super.close();
  }
}
