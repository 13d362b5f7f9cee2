package io.hypertile.picture;

import io.hypertile.ndarray.RealNumbers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Numbers of two axes, each the mean of the cells of one rectangle, in native memory. Rectangles
 * are as equal as whole cells allow, and every cell is in one. Nulls count in no mean, and without
 * a number it is NaN. Cells come in C order. Used by one thread.
 */
final class CellPlane implements Limits.Values {
  private static final ValueLayout.OfDouble REAL = ValueLayout.JAVA_DOUBLE;

  private final Sides cells;
  private final Sides grid;
  private final MemorySegment plane;
  private final double[] block = new double[RealNumbers.MOST];
  private final double[] sums;
  private final long[] counts;
  private long taken;
  private int row;

  /**
   * Lengths of both axes.
   *
   * @param outer the one that comes first in C order
   */
  record Sides(long outer, long inner) {
    long area() {
      return outer * inner;
    }
  }

  /**
   * A plane without cells.
   *
   * @param cells cells along the axes
   * @param grid rectangles along the axes, at most as many
   * @param plane memory of {@link #bytes}
   */
  CellPlane(Sides cells, Sides grid, MemorySegment plane) {
    this.cells = cells;
    this.grid = grid;
    this.plane = plane;
    this.sums = new double[(int) grid.inner];
    this.counts = new long[sums.length];
  }

  /** Bytes of memory for a grid. */
  static long bytes(Sides grid) {
    return grid.area() * REAL.byteSize();
  }

  /**
   * Takes the next cells.
   *
   * @throws IllegalStateException if there are more than announced
   */
  void take(MemorySegment segment, long count, RealNumbers numbers) {
    if (count > cells.area() - taken) {
      throw new IllegalStateException("more cells than the " + cells.area() + " announced");
    }
    boolean isWhole = cells.equals(grid);
    for (long done = 0; done < count; ) {
      long room = isWhole ? count - done : cells.inner - taken % cells.inner;
      int run = (int) Math.min(Math.min(count - done, room), block.length);
      numbers.load(segment, done, block, run);
      if (isWhole) {
        MemorySegment.copy(block, 0, plane, REAL, taken * REAL.byteSize(), run);
      } else {
        add(run);
      }
      taken += run;
      done += run;
    }
  }

  /** Adds cells of one row. */
  private void add(int run) {
    long at = taken % cells.inner;
    // The column of a cell is the last that begins at or before it.
    int column = (int) ((at * grid.inner + grid.inner - 1) / cells.inner);
    long end = begin(column + 1);
    for (int i = 0; i < run; i++, at++) {
      while (at >= end) {
        end = begin(++column + 1);
      }
      if (!Double.isNaN(block[i])) {
        sums[column] += block[i];
        counts[column]++;
      }
    }
    if (at == cells.inner) {
      endRow(taken / cells.inner + 1);
    }
  }

  private long begin(long column) {
    return column * cells.inner / grid.inner;
  }

  private void endRow(long next) {
    if (next < (row + 1L) * cells.outer / grid.outer) {
      return;
    }
    for (int column = 0; column < sums.length; column++) {
      double mean = counts[column] == 0 ? Double.NaN : sums[column] / counts[column];
      plane.setAtIndex(REAL, row * grid.inner + column, mean);
      sums[column] = 0;
      counts[column] = 0;
    }
    row++;
  }

  /**
   * Checks that all cells came.
   *
   * @throws IllegalStateException if some did not
   */
  void requireWhole() {
    if (taken != cells.area()) {
      throw new IllegalStateException(taken + " cells of " + cells.area() + " were given");
    }
  }

  @Override
  public long count() {
    return grid.area();
  }

  @Override
  public double get(long n) {
    return plane.getAtIndex(REAL, n);
  }

  /** The mean of a rectangle, NaN for null. */
  double get(long outer, long inner) {
    return plane.getAtIndex(REAL, outer * grid.inner + inner);
  }
}
