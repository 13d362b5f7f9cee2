package io.hypertile.reading;

import io.hypertile.slice.PointSelection;
import io.hypertile.slice.Selection.AxisSelection;
import java.lang.foreign.MemorySegment;

/**
 * Copies the cells of points out of a box that covers them. For one box.
 *
 * @param axes the axes of the result
 * @param size bytes of a cell
 * @param from cells of the box
 * @param to cells of the slab
 */
record PointCopy(PointAxes axes, int size, Box from, Part to) {
  /**
   * A box of the array.
   *
   * @param cells its cells in C order
   * @param low its first position on each axis
   * @param strides cells between neighbours on each axis
   */
  record Box(MemorySegment cells, long[] low, long[] strides) {}

  /**
   * The part of a slab that the box has cells of.
   *
   * @param cells the slab's cells in C order
   * @param start its first result on each axis
   * @param stop one past its last result on each axis
   * @param strides cells of the slab between neighbours on each axis
   */
  record Part(MemorySegment cells, long[] start, long[] stop, long[] strides) {}

  /**
   * Copies the cells of a point.
   *
   * @param cell the cell of the slab at which its part begins
   */
  void copy(int point, long cell) {
    PointSelection points = axes.points();
    long source = 0;
    for (int column = 0; column < points.columns(); column++) {
      int axis = points.axis(column);
      source += (points.position(column, point) - from.low[axis]) * from.strides[axis];
    }
    copy(0, source, cell);
  }

  private void copy(int other, long source, long target) {
    if (other == axes.others()) {
      move(source, target, 1);
      return;
    }
    AxisSelection taken = axes.other(other);
    int axis = axes.axis(other);
    long start = to.start[other + 1];
    long stop = to.stop[other + 1];
    long first = source - from.low[axis] * from.strides[axis];
    if (other == axes.others() - 1
        && from.strides[axis] == 1
        && taken instanceof AxisSelection.Range range
        && range.step() == 1) {
      move(first + range.position(start), target, stop - start);
      return;
    }
    for (long n = start; n < stop; n++) {
      long place = target + (n - start) * to.strides[other + 1];
      copy(other + 1, first + taken.position(n) * from.strides[axis], place);
    }
  }

  private void move(long source, long target, long cells) {
    MemorySegment.copy(from.cells, source * size, to.cells, target * size, cells * size);
  }
}
