package io.hypertile.encode;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;

/**
 * Target of the cells of a written body.
 *
 * @param dtype dtype of the array
 * @param shape shape of the selection, dropped axes absent
 * @param fullShape the same with length 1 in place of dropped axes; bodies may have either
 */
public record WriteTarget(CellType dtype, Shape shape, Shape fullShape) {
  /** A target without dropped axes. */
  public static WriteTarget of(CellType dtype, Shape shape) {
    return new WriteTarget(dtype, shape, shape);
  }

  /** Number of cells. */
  public long cells() {
    return shape.cells();
  }

  boolean accepts(Shape found) {
    return found.equals(shape) || found.equals(fullShape);
  }
}
