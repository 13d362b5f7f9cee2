package io.hypertile.dataset.table;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Ordinals in the order of their names, as far as they were put in order. Immutable.
 *
 * @param rows ordinals, whose names ascend by their bytes
 */
record NameOrder(int[] rows) {
  static final NameOrder NONE = new NameOrder(new int[0]);

  boolean isOf(int count) {
    return rows.length == count;
  }

  /** The order of these and all later names, up to an ordinal. */
  NameOrder with(IntFunction<byte[]> names, int end) {
    boolean[] isKnown = new boolean[end];
    for (int row : rows) {
      isKnown[row] = true;
    }
    int[] more = new int[end];
    int count = 0;
    for (int row = 0; row < end; row++) {
      if (!isKnown[row] && names.apply(row).length > 0) {
        more[count++] = row;
      }
    }
    int[] added = sorted(Arrays.copyOf(more, count), names);
    return new NameOrder(merged(rows, added, names));
  }

  private static int compare(IntFunction<byte[]> names, int one, int other) {
    return Arrays.compareUnsigned(names.apply(one), names.apply(other));
  }

  /** Sorts by merging runs that ascend already: names often come in order. */
  private static int[] sorted(int[] rows, IntFunction<byte[]> names) {
    int[] from = rows;
    int[] to = new int[rows.length];
    for (boolean isSorted = rows.length == 0; !isSorted; ) {
      isSorted = true;
      for (int start = 0; start < from.length; ) {
        int middle = runEnd(from, start, names);
        int stop = middle == from.length ? middle : runEnd(from, middle, names);
        isSorted &= start == 0 && stop == from.length;
        merge(from, new Runs(start, middle, stop), to, names);
        start = stop;
      }
      int[] other = from;
      from = to;
      to = other;
    }
    return from;
  }

  private static int runEnd(int[] rows, int start, IntFunction<byte[]> names) {
    int at = start + 1;
    while (at < rows.length && compare(names, rows[at - 1], rows[at]) < 0) {
      at++;
    }
    return at;
  }

  /** Two neighbours that ascend, each in itself. */
  private record Runs(int start, int middle, int stop) {}

  private static void merge(int[] from, Runs runs, int[] to, IntFunction<byte[]> names) {
    int left = runs.start;
    int right = runs.middle;
    for (int at = runs.start; at < runs.stop; at++) {
      boolean isLeft =
          left < runs.middle && (right == runs.stop || compare(names, from[left], from[right]) < 0);
      to[at] = isLeft ? from[left++] : from[right++];
    }
  }

  /** Merges few into many by searching their places, many by walking both. */
  private static int[] merged(int[] old, int[] added, IntFunction<byte[]> names) {
    int[] all = new int[old.length + added.length];
    int from = 0;
    int to = 0;
    for (int row : added) {
      int place = search(old, from, row, names);
      System.arraycopy(old, from, all, to, place - from);
      to += place - from;
      from = place;
      all[to++] = row;
    }
    System.arraycopy(old, from, all, to, old.length - from);
    return all;
  }

  private static int search(int[] rows, int from, int row, IntFunction<byte[]> names) {
    int low = from;
    int high = rows.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(names, rows[middle], row) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
