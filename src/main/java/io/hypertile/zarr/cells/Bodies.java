package io.hypertile.zarr.cells;

import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.zarr.ZarrType;

/** Sources of cells in the form that arrays take them. */
final class Bodies {
  private Bodies() {}

  /**
   * Cells to take.
   *
   * @param form of the array
   * @param box the source must give its cells
   */
  static BodyCells of(CellSource source, ZarrForm form, Region box) {
    boolean isText = form.specification().type() instanceof ZarrType.Text;
    return form.isAnyLength()
        ? new AnyLengthBody(source, form.bytes(box) / form.cellBytes(), isText)
        : new FixedBody(source, form.cellBytes(), form.bytes(box));
  }
}
