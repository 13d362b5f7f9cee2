package io.hypertile.zarr.cells;

import io.hypertile.memory.NativeBuffer;
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
   * @param memory what they are in; null if they are in their places
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
}
