package io.hypertile.dataset.columns;

import io.hypertile.store.SharedState.NotedRows;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Part of a column that is kept for a run of rows, with the numbers of the last changes that it
 * counts for. Immutable but for the object that stands for the run.
 */
abstract class Run {
  private static final int HEAD_BYTES = 128;

  private final long @Nullable [] changes;
  private final long change;
  private volatile WeakReference<Object> known;

  /**
   * A run.
   *
   * @param changes of each row, negative where there is nothing
   */
  Run(Object known, long[] changes) {
    this.known = new WeakReference<>(known);
    this.change = changes[0];
    boolean isOne = Arrays.stream(changes).allMatch(each -> each == change);
    this.changes = isOne ? null : changes;
  }

  /** The changes of a run as a state has them. */
  static long[] changes(NotedRows rows, int number, String array) {
    long[] changes = new long[NotedRows.RUN];
    for (int at = 0; at < changes.length; at++) {
      changes[at] = rows.changed((long) number * NotedRows.RUN + at, array);
    }
    return changes;
  }

  /** Number of the last change of a row. */
  final long change(int at) {
    long[] each = changes;
    return each == null ? change : each[at];
  }

  /** Whether it counts for a state that knows an object of the run. */
  final boolean isOf(Object present) {
    return known.get() == present;
  }

  /** Whether it counts for changes, so that the object that knows them stands for it from now. */
  final boolean isOf(Object present, long[] all) {
    for (int at = 0; at < all.length; at++) {
      if (change(at) != all[at]) {
        return false;
      }
    }
    known = new WeakReference<>(present);
    return true;
  }

  /** Bytes on the heap, about. */
  final long bytes() {
    long[] each = changes;
    return HEAD_BYTES + (each == null ? 0 : (long) each.length * Long.BYTES) + ownBytes();
  }

  /** Bytes of what is kept. */
  abstract long ownBytes();
}
