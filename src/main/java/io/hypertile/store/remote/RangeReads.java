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

  /** Times that a read of whichever state begins anew because the object changed under it. */
  private static final int TRIES = 4;

  private static final int BUFFER_BYTES = 1 << 16;

  private final String store;
  private final RemoteObjects objects;

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
    ReadResult first = fetch(key, runs.getFirst(), at);
    if (!(first instanceof ReadResult.Read found) || runs.size() == 1) {
      return first;
    }
    for (ReadResult result :
        sideBySide(key, runs.subList(1, runs.size()), Optional.of(found.version()))) {
      if (!result.equals(first)) {
        // An object that is gone between two requests was there in another state.
        return result instanceof ReadResult.TooShort
            ? result
            : new ReadResult.Changed(Optional.empty());
      }
    }
    return first;
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
                return fetch(key, run, at);
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

  private ReadResult fetch(StoreKey key, ReadRun run, Optional<ObjectVersion> at) {
    return switch (objects.open(key, Optional.of(run.range()), at)) {
      case RemoteAnswer.Absent absent -> new ReadResult.Absent();
      case RemoteAnswer.Changed changed -> new ReadResult.Changed(changed.found());
      case RemoteAnswer.Outside outside ->
          outside
              .size()
              .or(() -> objects.find(key).map(StoredObject::size))
              .<ReadResult>map(ReadResult.TooShort::new)
              .orElseGet(ReadResult.Absent::new);
      case RemoteAnswer.Bytes bytes -> take(run, bytes, at);
    };
  }

  private ReadResult take(ReadRun run, RemoteAnswer.Bytes bytes, Optional<ObjectVersion> at) {
    try (bytes) {
      if (at.isPresent() && !at.get().equals(bytes.version())) {
        return new ReadResult.Changed(Optional.of(bytes.version()));
      }
      Optional<ByteRange.Span> span = run.range().within(bytes.size());
      if (span.isEmpty()) {
        return new ReadResult.TooShort(bytes.size());
      }
      if (bytes.first() > span.get().offset()
          || bytes.first() + bytes.length() < span.get().stop()) {
        throw new StoreException(
            store, "The store answered with other bytes than those asked for.", Retry.NEVER, null);
      }
      copy(run, bytes, span.get());
      return new ReadResult.Read(bytes.version(), bytes.size());
    } catch (IOException e) {
      throw new StoreException(store, "The answer of the store broke off.", Retry.LATER, e);
    }
  }

  private static void copy(ReadRun run, RemoteAnswer.Bytes bytes, ByteRange.Span span)
      throws IOException {
    InputStream in = bytes.stream();
    // A store that gives the whole object: what comes before is passed over.
    in.skipNBytes(span.offset() - bytes.first());
    byte[] buffer = new byte[Math.clamp(span.length(), 1, BUFFER_BYTES)];
    long position = span.offset();
    while (position < span.stop()) {
      int count = in.read(buffer, 0, (int) Math.min(buffer.length, span.stop() - position));
      if (count < 0) {
        throw new IOException((span.stop() - position) + " bytes are missing");
      }
      run.scatter(buffer, count, position, bytes.size());
      position += count;
    }
  }
}
