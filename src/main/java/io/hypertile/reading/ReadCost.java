package io.hypertile.reading;

import io.hypertile.ndarray.DType;
import io.hypertile.slice.Selection;

/**
 * Cost of a selection, known before anything is opened.
 *
 * @param cells cells of the result; 2^63-1 when there are more
 * @param bytes bytes of the result's cells; 2^63-1 when there are more
 */
public record ReadCost(long cells, long bytes) {
  /** The cost of a selection from an array of the dtype. */
  public static ReadCost of(Selection selection, DType dtype) {
    long cells = 1;
    for (Selection.AxisSelection axis : selection.axes()) {
      cells = saturated(cells, axis.count());
    }
    return new ReadCost(cells, saturated(cells, dtype.size()));
  }

  private static long saturated(long one, long other) {
    long high = Math.multiplyHigh(one, other);
    long low = one * other;
    return high == 0 && low >= 0 ? low : Long.MAX_VALUE;
  }
}
