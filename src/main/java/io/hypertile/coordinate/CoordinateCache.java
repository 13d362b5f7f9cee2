package io.hypertile.coordinate;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Coordinates that were read, up to a number of bytes of heap: those that were not asked for
 * longest go first. What several threads want at the same time is read once, by the first; the
 * others wait for it. Thread-safe; no lock is held while coordinates are read.
 */
public final class CoordinateCache {
  private final long mostBytes;
  private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * Name of coordinates in a cache.
   *
   * @param owner stands for what the array is part of, such as a collection that was made once
   * @param version stands for the array and its state
   */
  public record Key(String owner, String version) {}

  /** Coordinates, or who reads them; the size is 0 until they are there. */
  private static final class Entry {
    private final CompletableFuture<CoordinateValues> values = new CompletableFuture<>();
    private long bytes;
  }

  /**
   * An empty cache.
   *
   * @param mostBytes bytes of all coordinates that are kept; those of one are at most half of them
   */
  public CoordinateCache(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Most bytes that the coordinates of one axis may have. */
  public long mostOfOne() {
    return mostBytes / 2;
  }

  /** Bytes that are kept. */
  public synchronized long bytes() {
    return bytes;
  }

  /** The coordinates of a name, if they are there. */
  public synchronized Optional<CoordinateValues> find(Key key) {
    return Optional.ofNullable(entries.get(key))
        .map(entry -> entry.values)
        .filter(values -> values.isDone() && !values.isCompletedExceptionally())
        .map(CompletableFuture::join);
  }

  /**
   * The coordinates of a name, which are read if they are not there.
   *
   * @param loader reads them; what it throws every thread gets that waits, and nothing is kept
   */
  public CoordinateValues get(Key key, Supplier<CoordinateValues> loader) {
    Entry mine = new Entry();
    Entry entry;
    synchronized (this) {
      entry = entries.computeIfAbsent(key, ignored -> mine);
    }
    if (entry != mine) {
      return wait(entry);
    }
    try {
      CoordinateValues values = loader.get();
      keep(entry, values);
      entry.values.complete(values);
      return values;
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        entries.remove(key, entry);
      }
      entry.values.completeExceptionally(e);
      throw e;
    }
  }

  private static CoordinateValues wait(Entry entry) {
    try {
      return entry.values.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private synchronized void keep(Entry entry, CoordinateValues values) {
    entry.bytes = values.bytes();
    bytes += entry.bytes;
    Iterator<Entry> eldest = entries.values().iterator();
    while (bytes > mostBytes && eldest.hasNext()) {
      Entry old = eldest.next();
      if (old.bytes > 0) {
        bytes -= old.bytes;
        eldest.remove();
      }
    }
  }
}
