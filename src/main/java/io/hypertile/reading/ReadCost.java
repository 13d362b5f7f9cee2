package io.hypertile.reading;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import io.hypertile.slice.Selection;

/**
 * Cost of a selection, known before anything is opened.
 *
 * @param cells cells of the result; 2^63-1 when there are more
 * @param bytes bytes of the result's cells; 2^63-1 when there are more
 */
public record ReadCost(long cells, long bytes) {
  /** The cost of a selection from an array of the dtype. */
  public static ReadCost of(Selection selection, CellType dtype) {
    return of(selection.fullShape(), dtype);
  }

  /** The cost of cells of a shape. */
  public static ReadCost of(Shape shape, CellType dtype) {
    long cells = 1;
    for (int axis = 0; axis < shape.rank(); axis++) {
      cells = product(cells, shape.length(axis));
    }
    return new ReadCost(cells, product(cells, dtype.size()));
  }

  /** Bytes of as many things of so many bytes as there are cells; 2^63-1 when there are more. */
  public long times(int each) {
    return product(cells, each);
  }

  static long sum(long one, long other) {
    long sum = one + other;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  static long product(long one, long other) {
    long high = Math.multiplyHigh(one, other);
    long low = one * other;
    return high == 0 && low >= 0 ? low : Long.MAX_VALUE;
  }
}
