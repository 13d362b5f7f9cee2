package io.hypertile.partition;

import java.util.Arrays;

/**
 * Rows by their numbers, as ranges in the order in which they are taken; a row may come twice.
 * Immutable.
 */
public final class RowRanges {
  private final long[] starts;
  private final long[] stops;

  /** Places of the ranges' first rows among all rows; behind them, the number of these. */
  private final long[] places;

  private RowRanges(long[] starts, long[] stops) {
    this.starts = starts;
    this.stops = stops;
    this.places = new long[starts.length + 1];
    for (int i = 0; i < starts.length; i++) {
      places[i + 1] = places[i] + stops[i] - starts[i];
    }
  }

  /** Rows one by one, those that follow each other as one range. */
  public static RowRanges of(int... rows) {
    Builder builder = new Builder();
    for (int row : rows) {
      builder.add(row);
    }
    return builder.build();
  }

  /** The rows from one, included, to another behind it, excluded. */
  public static RowRanges between(long start, long stop) {
    return new RowRanges(new long[] {start}, new long[] {stop});
  }

  /** The first rows. */
  public static RowRanges upTo(long count) {
    return count == 0
        ? new RowRanges(new long[0], new long[0])
        : new RowRanges(new long[] {0}, new long[] {count});
  }

  /**
   * Rows of a merge with others.
   *
   * @param before number of the others, which come before these
   * @param order numbers of the others, and from {@code before} on places among these rows
   * @return the others by their numbers, and {@code before} added to the numbers of these
   */
  public RowRanges behind(long before, int... order) {
    int[] own = new int[Math.toIntExact(count())];
    int[] at = {0};
    forEach(
        0,
        count(),
        (start, stop) -> {
          for (long row = start; row < stop; row++) {
            own[at[0]++] = Math.toIntExact(row);
          }
        });
    Builder builder = new Builder();
    for (int row : order) {
      builder.add(row < before ? row : before + own[(int) (row - before)]);
    }
    return builder.build();
  }

  /** Takes ranges. */
  @FunctionalInterface
  public interface Reader {
    /** Takes the rows from one, included, to another, excluded. */
    void take(long start, long stop);
  }

  /** Number of rows. */
  public long count() {
    return places[starts.length];
  }

  /** Number of ranges. */
  public int ranges() {
    return starts.length;
  }

  /** The first row of a range. */
  public long start(int range) {
    return starts[range];
  }

  /** The row behind the last one of a range. */
  public long stop(int range) {
    return stops[range];
  }

  /**
   * The place of a range's first row among all rows; the number of all rows for the range behind
   * the last.
   */
  public long place(int range) {
    return places[range];
  }

  /** Number of the range that has the row at a place; the place is less than {@link #count}. */
  public int rangeAt(long place) {
    int at = Arrays.binarySearch(places, place);
    return at >= 0 ? at : -at - 2;
  }

  /** Number of the last range, of ones that rise, that begins with a row or before; else -1. */
  public int rangeFrom(long row) {
    int at = Arrays.binarySearch(starts, row);
    return at >= 0 ? at : -at - 2;
  }

  /** Those from one row, included, to another, excluded, in their order. */
  public RowRanges within(long start, long stop) {
    Builder cut = new Builder();
    for (int i = 0; i < starts.length; i++) {
      long from = Math.max(start, starts[i]);
      long to = Math.min(stop, stops[i]);
      if (from < to) {
        cut.add(from, to);
      }
    }
    return cut.build();
  }

  /**
   * Gives the ranges of a part of the rows.
   *
   * @param first place of the first row among all rows
   * @param rows number of rows, which there are
   */
  public void forEach(long first, long rows, Reader reader) {
    long end = first + rows;
    if (end > count()) {
      throw new IllegalArgumentException(first + " and " + rows + " of " + count());
    }
    int range = rangeAt(first);
    for (long place = first; place < end; range++) {
      long stop = Math.min(end, places[range + 1]);
      if (place < stop) {
        reader.take(starts[range] + place - places[range], starts[range] + stop - places[range]);
        place = stop;
      }
    }
  }

  /** Puts ranges together. For one thread. */
  public static final class Builder {
    private long[] starts = new long[4];
    private long[] stops = new long[4];
    private int size;

    /** Adds a row behind those there are. */
    void add(long row) {
      add(row, row + 1);
    }

    /** Adds rows behind those there are. */
    public void add(long start, long stop) {
      if (size > 0 && stops[size - 1] == start) {
        stops[size - 1] = stop;
        return;
      }
      if (size == starts.length) {
        starts = Arrays.copyOf(starts, 2 * size);
        stops = Arrays.copyOf(stops, 2 * size);
      }
      starts[size] = start;
      stops[size++] = stop;
    }

    /** Number of ranges. */
    public int ranges() {
      return size;
    }

    /** The ranges. */
    public RowRanges build() {
      return new RowRanges(Arrays.copyOf(starts, size), Arrays.copyOf(stops, size));
    }
  }
}
