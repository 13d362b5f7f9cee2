package io.hypertile.store.remote;

import io.hypertile.store.ByteRange;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Reads ranges of objects in few requests, side by side, all of one state: the first request finds
 * the state, and the others ask for it.
 */
final class RangeReads {
  /** Requests of one read under way at once. */
  private static final int AT_ONCE = 8;

  /** Times that a read of any state starts again because the object changed under it. */
  private static final int TRIES = 4;

  private static final int BUFFER_BYTES = 1 << 16;

  private final String store;
  private final RemoteObjects objects;

  /**
   * Result of one request.
   *
   * @param isAll whether nothing else is to be fetched
   */
  private record Fetched(ReadResult result, boolean isAll) {}

  RangeReads(String store, RemoteObjects objects) {
    this.store = store;
    this.objects = objects;
  }

  ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    List<ReadRun> runs = ReadRun.of(pieces);
    for (int attempt = 0; attempt < TRIES; attempt++) {
      ReadResult result = readOnce(key, runs, at);
      if (at.isPresent() || !(result instanceof ReadResult.Changed)) {
        return result;
      }
    }
    throw new StoreException(
        store, "The object was replaced again and again while it was read.", Retry.LATER, null);
  }

  private ReadResult readOnce(StoreKey key, List<ReadRun> runs, Optional<ObjectVersion> at) {
    ReadRun leading = runs.getFirst();
    List<ReadRun> others = runs.subList(1, runs.size());
    Fetched first = fetch(key, leading, others, at);
    if (!(first.result() instanceof ReadResult.Read found) || first.isAll()) {
      return first.result();
    }
    for (ReadResult result : sideBySide(key, others, Optional.of(found.version()))) {
      if (!result.equals(found)) {
        // An object that is gone between two requests was there in another state.
        return result instanceof ReadResult.TooShort
            ? result
            : new ReadResult.Changed(Optional.empty());
      }
    }
    return found;
  }

  private List<ReadResult> sideBySide(
      StoreKey key, List<ReadRun> runs, Optional<ObjectVersion> at) {
    Semaphore places = new Semaphore(AT_ONCE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<ReadResult>> running = new ArrayList<>();
      for (ReadRun run : runs) {
        running.add(
            threads.submit(() -> {
              places.acquire();
              try {
                return fetch(key, run, List.of(), at).result();
              } finally {
                places.release();
              }
            }));
      }
      try {
        return results(running);
      } finally {
        running.forEach(future -> future.cancel(true));
      }
    }
  }

  private List<ReadResult> results(List<Future<ReadResult>> running) {
    List<ReadResult> results = new ArrayList<>();
    try {
      for (Future<ReadResult> future : running) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(store, "The read was interrupted.", Retry.LATER, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /**
   * Fetches a run, and others with it if the store gives the whole object.
   *
   * @param others runs that are wanted as well
   */
  private Fetched fetch(
      StoreKey key, ReadRun run, List<ReadRun> others, Optional<ObjectVersion> at) {
    return switch (objects.open(key, Optional.of(run.range()), at)) {
      case RemoteAnswer.Absent absent -> new Fetched(new ReadResult.Absent(), true);
      case RemoteAnswer.Changed changed ->
          new Fetched(new ReadResult.Changed(changed.found()), true);
      case RemoteAnswer.Outside outside ->
          new Fetched(
              outside
                  .size()
                  .or(() -> objects.find(key).map(StoredObject::size))
                  .<ReadResult>map(ReadResult.TooShort::new)
                  .orElseGet(ReadResult.Absent::new),
              true);
      case RemoteAnswer.Bytes bytes -> take(run, others, bytes, at);
    };
  }

  private Fetched take(
      ReadRun run, List<ReadRun> others, RemoteAnswer.Bytes bytes, Optional<ObjectVersion> at) {
    try (bytes) {
      if (at.isPresent() && !at.get().equals(bytes.version())) {
        return new Fetched(new ReadResult.Changed(Optional.of(bytes.version())), true);
      }
      boolean isWhole = bytes.first() == 0 && bytes.length() == bytes.size();
      List<ReadRun> taken = new ArrayList<>(List.of(run));
      taken.addAll(isWhole ? others : List.of());
      Optional<ByteRange.Span> all = span(taken, bytes.size());
      if (all.isEmpty()) {
        return new Fetched(new ReadResult.TooShort(bytes.size()), true);
      }
      if (bytes.first() > all.get().offset() || bytes.first() + bytes.length() < all.get().stop()) {
        throw new StoreException(
            store, "The store answered with other bytes than those asked for.", Retry.NEVER, null);
      }
      copy(taken, bytes, all.get());
      return new Fetched(
          new ReadResult.Read(bytes.version(), bytes.size()), isWhole || others.isEmpty());
    } catch (IOException e) {
      throw new StoreException(store, "The answer of the store broke off.", Retry.LATER, e);
    }
  }

  /** Range from the first byte of all runs to the last; empty if the object has not all of them. */
  private static Optional<ByteRange.Span> span(List<ReadRun> runs, long size) {
    long start = Long.MAX_VALUE;
    long stop = 0;
    for (ReadRun run : runs) {
      Optional<ByteRange.Span> own = run.range().within(size);
      if (own.isEmpty()) {
        return Optional.empty();
      }
      start = Math.min(start, own.get().offset());
      stop = Math.max(stop, own.get().stop());
    }
    return Optional.of(new ByteRange.Span(start, stop - start));
  }

  private static void copy(List<ReadRun> runs, RemoteAnswer.Bytes bytes, ByteRange.Span span)
      throws IOException {
    InputStream in = bytes.stream();
    // A store that gives the whole object: the bytes before the range are skipped.
    in.skipNBytes(span.offset() - bytes.first());
    byte[] buffer = new byte[Math.clamp(span.length(), 1, BUFFER_BYTES)];
    long position = span.offset();
    while (position < span.stop()) {
      int count = in.read(buffer, 0, (int) Math.min(buffer.length, span.stop() - position));
      if (count < 0) {
        throw new IOException((span.stop() - position) + " bytes are missing");
      }
      for (ReadRun run : runs) {
        run.scatter(buffer, count, position, bytes.size());
      }
      position += count;
    }
  }
}
