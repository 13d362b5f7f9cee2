package io.hypertile.picture;

import java.util.Arrays;

/**
 * One line on its way: of all points that share a column of pixels, the first, the last, the lowest
 * and the highest are kept, which draw the same (M4: Jugel and others, VLDB 2014). A column without
 * a number is a gap. Holds as many points as the picture has columns for, whatever comes. Used by
 * one thread.
 */
final class LineSeries implements Limits.Values {
  /** Points for each column of pixels up to which all are kept. */
  private static final int DENSE = 4;

  private final long count;
  private final long columns;
  private final boolean isLog;
  private long[] places = new long[64];
  private double[] values = new double[64];
  private int kept;
  private long column;
  private boolean isBroken;
  private boolean isEmpty = true;
  private final long[] at = new long[4];
  private final double[] of = new double[4];

  /**
   * A line without points.
   *
   * @param count points to come, nulls included
   * @param width columns of pixels
   */
  LineSeries(long count, int width, boolean isLog) {
    this.count = count;
    this.columns = count <= (long) DENSE * width ? count : width;
    this.isLog = isLog;
  }

  /** Takes the next point. */
  void add(long n, double value) {
    long in = columns == count ? n : n * columns / count;
    if (in != column) {
      endColumn();
      column = in;
    }
    if (!Limits.counts(value, isLog)) {
      return;
    }
    if (isEmpty) {
      Arrays.fill(at, n);
      Arrays.fill(of, value);
      isEmpty = false;
      return;
    }
    if (value < of[1]) {
      at[1] = n;
      of[1] = value;
    }
    if (value > of[2]) {
      at[2] = n;
      of[2] = value;
    }
    at[3] = n;
    of[3] = value;
  }

  private void endColumn() {
    if (isEmpty) {
      isBroken = kept > 0;
      return;
    }
    if (isBroken) {
      keep(at[0], Double.NaN);
    }
    int inner = at[1] <= at[2] ? 1 : 2;
    int[] order = {0, inner, 3 - inner, 3};
    for (int n = 0; n < order.length; n++) {
      if (n == 0 || at[order[n]] != at[order[n - 1]]) {
        keep(at[order[n]], of[order[n]]);
      }
    }
    isBroken = false;
    isEmpty = true;
  }

  private void keep(long place, double value) {
    if (kept == places.length) {
      places = Arrays.copyOf(places, 2 * kept);
      values = Arrays.copyOf(values, 2 * kept);
    }
    places[kept] = place;
    values[kept++] = value;
  }

  /** Ends the line. */
  void end() {
    endColumn();
  }

  @Override
  public long count() {
    return kept;
  }

  /** The value of the n-th point that is kept, NaN for a gap. */
  @Override
  public double get(long n) {
    return values[(int) n];
  }

  /** The position of the n-th point that is kept. */
  long place(int n) {
    return places[n];
  }
}
