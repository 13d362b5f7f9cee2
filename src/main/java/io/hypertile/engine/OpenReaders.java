package io.hypertile.engine;

import io.hypertile.array.CellReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Readers of numbered arrays that are opened when they are used. A few are kept open: those that
 * were used last, and those in use. No lock is held while one is opened, read or closed; a thread
 * waits for another only to open the same array. Thread-safe.
 */
public final class OpenReaders {
  private final int most;
  private final IntFunction<CellReader> opener;
  private final ReentrantLock lock = new ReentrantLock();

  /** By number, the one used last at the end. */
  private final Map<Integer, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Entry {
    final CompletableFuture<CellReader> reader = new CompletableFuture<>();
    int users;
  }

  /**
   * No readers.
   *
   * @param most readers that are kept open when nobody uses them, at least 1
   * @param opener opens the reader of a number; may be asked for one again after it was closed
   */
  public OpenReaders(int most, IntFunction<CellReader> opener) {
    this.most = most;
    this.opener = opener;
  }

  /**
   * Uses a reader, which stays open meanwhile.
   *
   * @throws RuntimeException what opening it or the use throws; a failed opening is tried again by
   *     the next use
   */
  public void use(int number, Consumer<CellReader> use) {
    Entry fresh = new Entry();
    Entry entry;
    List<Entry> idle;
    lock.lock();
    try {
      Entry before = entries.putIfAbsent(number, fresh);
      entry = before == null ? fresh : before;
      entry.users++;
      idle = takeIdle();
    } finally {
      lock.unlock();
    }
    try {
      try {
        closeAll(idle);
      } finally {
        if (entry == fresh) {
          open(number, entry);
        }
      }
      use.accept(opened(entry));
    } finally {
      release(entry);
    }
  }

  /** Opens the reader of an entry, for all who wait for it. */
  private void open(int number, Entry entry) {
    try {
      entry.reader.complete(opener.apply(number));
    } catch (RuntimeException | Error e) {
      lock.lock();
      try {
        entries.remove(number, entry);
      } finally {
        lock.unlock();
      }
      entry.reader.completeExceptionally(e);
    }
  }

  private static CellReader opened(Entry entry) {
    try {
      return entry.reader.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw e;
      }
    }
  }

  private void release(Entry entry) {
    List<Entry> idle;
    lock.lock();
    try {
      entry.users--;
      idle = takeIdle();
    } finally {
      lock.unlock();
    }
    closeAll(idle);
  }

  /** Takes out what is open beyond the bound and not in use; the caller holds the lock. */
  private List<Entry> takeIdle() {
    List<Entry> idle = new ArrayList<>();
    Iterator<Entry> oldest = entries.values().iterator();
    while (entries.size() > most && oldest.hasNext()) {
      Entry entry = oldest.next();
      if (entry.users == 0) {
        oldest.remove();
        idle.add(entry);
      }
    }
    return idle;
  }

  /** Closes all readers; nobody may be using one. */
  public void close() {
    List<Entry> all;
    lock.lock();
    try {
      all = List.copyOf(entries.values());
      entries.clear();
    } finally {
      lock.unlock();
    }
    closeAll(all);
  }

  /** Closes all of them, also when closing one fails. */
  private static void closeAll(List<Entry> closing) {
    RuntimeException failure = null;
    for (Entry entry : closing) {
      try {
        opened(entry).close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
