package io.hypertile.zarr.cells;

import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.store.Piece;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Chunks whose stored bytes are fetched together, by whichever thread begins with it. Its memory
 * goes when each chunk was used. Thread-safe.
 */
final class FetchGroup implements Runnable {
  private final List<Wanted> chunks = new ArrayList<>();
  private final AtomicBoolean isBegun = new AtomicBoolean();
  private final CompletableFuture<Fetched> result = new CompletableFuture<>();
  private final AtomicInteger left = new AtomicInteger();
  private final Supplier<Fetched> work;

  /**
   * A chunk to fetch.
   *
   * @param place memory for its stored bytes, which are its cells; empty where they need memory of
   *     their own
   */
  record Wanted(long chunk, Optional<MemorySegment> place) {}

  /**
   * Bytes of chunks.
   *
   * @param memory what they are in; null if each is in its place or not stored
   * @param stored of each chunk in order; also of one that was fetched to its place
   */
  record Fetched(@Nullable NativeBuffer memory, List<MemorySegment> stored) {
    void free() {
      if (memory != null) {
        memory.close();
      }
    }
  }

  /** Fetches chunks of an object. */
  interface Fetching {
    Fetched fetch(List<Wanted> chunks);
  }

  FetchGroup(Fetching fetching) {
    this.work = () -> fetching.fetch(chunks);
  }

  /** Adds a chunk, before the group is handed to others; gives its number in the group. */
  int add(Wanted chunk) {
    chunks.add(chunk);
    left.incrementAndGet();
    return chunks.size() - 1;
  }

  int size() {
    return chunks.size();
  }

  @Override
  public void run() {
    if (isBegun.getAndSet(true)) {
      return;
    }
    try {
      result.complete(work.get());
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  /** The stored bytes of a chunk, valid until it is used. */
  MemorySegment await(int number) {
    run();
    try {
      return result.join().stored().get(number);
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Whether its bytes have come, or will not come. */
  boolean isDone() {
    return result.isDone();
  }

  /** Says that a chunk is not needed any more; true if it was the last one. */
  boolean used() {
    if (left.decrementAndGet() > 0) {
      return false;
    }
    free();
    return true;
  }

  /** Ends the group, used or not, and waits for the thread that fetches. */
  void giveUp() {
    if (isBegun.getAndSet(true)) {
      free();
    }
  }

  private void free() {
    Fetched fetched = result.handle((value, failure) -> value).join();
    if (fetched != null) {
      fetched.free();
    }
  }

  /** Ranges of one shard that are fetched together. For one thread. */
  static final class OfShard {
    private final ArrayChunks chunks;
    private final long[] start;
    private final List<Range> ranges = new ArrayList<>();
    private long bytes;

    /**
     * A chunk of the shard.
     *
     * @param found where it is stored; empty if it is not
     * @param place memory that its bytes go to; empty for memory of the group
     */
    private record Range(Optional<ShardPlaces.Place> found, Optional<MemorySegment> place) {}

    /**
     * No ranges yet.
     *
     * @param start a cell in the shard, for messages
     */
    OfShard(ArrayChunks chunks, long[] start) {
      this.chunks = chunks;
      this.start = start;
    }

    /** Adds a chunk, behind those before it. */
    void add(Wanted wanted) {
      Optional<ShardPlaces.Place> found = chunks.places().find(chunks.start(wanted.chunk()));
      long length = found.map(place -> place.span().length()).orElse(0L);
      Optional<MemorySegment> place =
          wanted.place().filter(cells -> found.isPresent() && cells.byteSize() == length);
      bytes += place.isPresent() ? 0 : length;
      ranges.add(new Range(found, place));
    }

    /** Fetches all of them. */
    Fetched run(MemoryShare memory) {
      if (bytes == 0) {
        return new Fetched(null, fetch(MemorySegment.NULL));
      }
      NativeBuffer buffer = memory.take(bytes);
      boolean isFetched = false;
      try {
        List<MemorySegment> stored = fetch(buffer.bytes());
        isFetched = true;
        return new Fetched(buffer, stored);
      } finally {
        if (!isFetched) {
          buffer.close();
        }
      }
    }

    private List<MemorySegment> fetch(MemorySegment room) {
      List<MemorySegment> stored = new ArrayList<>(ranges.size());
      List<Piece> pieces = new ArrayList<>();
      long at = 0;
      for (Range range : ranges) {
        if (range.found().isEmpty()) {
          stored.add(ArrayChunks.ABSENT);
          continue;
        }
        ShardPlaces.Place found = range.found().get();
        long length = found.span().length();
        MemorySegment target;
        if (range.place().isPresent()) {
          target = range.place().get();
        } else {
          target = room.asSlice(at, length);
          at += length;
        }
        stored.add(target);
        pieces.add(new Piece(found.span(), target));
      }
      ranges.stream()
          .flatMap(range -> range.found().stream())
          .findFirst()
          .ifPresent(first -> chunks.requireRead(first, pieces, start));
      return stored;
    }
  }
}
