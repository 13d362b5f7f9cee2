package io.hypertile.dataset.columns;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs of columns of all collections of a store, bounded by their bytes on the heap; those used
 * longest ago go first, and are made again when they are asked for. Thread-safe.
 */
public final class RunMemory {
  private static final int PART_OF_HEAP = 8;

  private final long mostBytes;
  private final LinkedHashMap<Key, Kept> runs = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * A run of a column.
   *
   * @param column of one collection
   */
  record Key(Object column, int run) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key(Object otherColumn, int otherRun)
          && otherColumn == column
          && otherRun == run;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(column) + run;
    }
  }

  /** A run and its bytes, which are much work to count. */
  private record Kept(Run run, long bytes) {}

  /** Room for so many bytes. */
  public RunMemory(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Room for an eighth of the heap. */
  public static RunMemory ofHeap() {
    return new RunMemory(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  /** Bytes of all runs together. */
  public synchronized long bytes() {
    return bytes;
  }

  synchronized @Nullable Run find(Object column, int run) {
    Kept kept = runs.get(new Key(column, run));
    return kept == null ? null : kept.run;
  }

  void keep(Object column, int number, Run run) {
    Kept kept = new Kept(run, run.bytes());
    if (kept.bytes <= mostBytes) {
      keep(new Key(column, number), kept);
    }
  }

  private synchronized void keep(Key key, Kept kept) {
    Kept before = runs.put(key, kept);
    bytes += kept.bytes - (before == null ? 0 : before.bytes);
    Iterator<Kept> eldest = runs.values().iterator();
    while (bytes > mostBytes) {
      bytes -= eldest.next().bytes;
      eldest.remove();
    }
  }

  /** Forgets the runs of columns. */
  synchronized void forget(Set<Object> columns) {
    runs.entrySet()
        .removeIf(entry -> {
          boolean isMeant = columns.contains(entry.getKey().column());
          bytes -= isMeant ? entry.getValue().bytes : 0;
          return isMeant;
        });
  }
}
