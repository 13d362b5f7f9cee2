package io.hypertile.partition.index;

import java.util.Arrays;
import java.util.List;

/** Rows that are picked from a longer axis, in ascending order of places. Immutable. */
final class RowPicks {
  private final long[] starts;
  private final long[] firsts;

  /** Picks ranges, none empty; those that follow each other are one. */
  RowPicks(List<PartitionRows.RowRange> ranges) {
    long[] from = new long[ranges.size()];
    long[] places = new long[ranges.size() + 1];
    int size = 0;
    for (PartitionRows.RowRange range : ranges) {
      long length = range.stop() - range.start();
      boolean isNext =
          size > 0 && from[size - 1] + places[size] - places[size - 1] == range.start();
      if (isNext) {
        places[size] += length;
      } else {
        from[size] = range.start();
        places[size + 1] = places[size] + length;
        size++;
      }
    }
    this.starts = Arrays.copyOf(from, size);
    this.firsts = Arrays.copyOf(places, size + 1);
  }

  /** Number of rows. */
  long count() {
    return firsts[starts.length];
  }

  /** Takes stretches of the longer axis. */
  @FunctionalInterface
  interface Reader {
    /**
     * Takes a stretch.
     *
     * @param start its first row on the longer axis
     * @param place the place of that row among those that are picked
     */
    void take(long start, long place, long rows);
  }

  /** Gives the stretches of picked rows from a place on, of which there are so many. */
  void forEach(long from, long rows, Reader reader) {
    long end = from + rows;
    int at = Arrays.binarySearch(firsts, from);
    int range = at >= 0 ? at : -at - 2;
    for (long place = from; place < end; range++) {
      long stop = Math.min(end, firsts[range + 1]);
      reader.take(starts[range] + place - firsts[range], place, stop - place);
      place = stop;
    }
  }
}
