package io.hypertile.dataset.columns;

import io.hypertile.dataset.BoundedMemory;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs of columns of all collections of a store, bounded by their bytes on the heap; those used
 * longest ago go first, and are made again when they are asked for. Thread-safe.
 */
public final class RunMemory {
  private static final int PART_OF_HEAP = 8;

  private final BoundedMemory<Key, Run> runs;

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

  /** Room for so many bytes. */
  public RunMemory(long mostBytes) {
    this.runs = new BoundedMemory<>(mostBytes);
  }

  /** Room for an eighth of the heap. */
  public static RunMemory ofHeap() {
    return new RunMemory(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  /** Bytes of all runs together. */
  public long bytes() {
    return runs.bytes();
  }

  @Nullable Run find(Object column, int run) {
    return runs.find(new Key(column, run));
  }

  void keep(Object column, int number, Run run) {
    runs.keep(new Key(column, number), run, run.bytes());
  }

  /** Forgets the runs of columns. */
  void forget(Set<Object> columns) {
    runs.forget(key -> columns.contains(key.column));
  }
}
