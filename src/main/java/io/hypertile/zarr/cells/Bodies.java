package io.hypertile.zarr.cells;

import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Shape;
import io.hypertile.zarr.ZarrType;

/** Sources of cells in the form that arrays take them. */
final class Bodies {
  private Bodies() {}

  /**
   * Cells to take.
   *
   * @param form of the array
   * @param shape of the box whose cells the source must give
   */
  static BodyCells of(CellSource source, ZarrForm form, Shape shape) {
    boolean isText = form.specification().type() instanceof ZarrType.Text;
    return form.isAnyLength()
        ? new AnyLengthBody(source, shape.cells(), isText)
        : new FixedBody(source, form.cellBytes(), shape.cells());
  }
}
