package io.hypertile.reading;

import io.hypertile.array.CellArray;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.slice.Selection;

/**
 * An access to cells that has been thought through and not begun: no cell has been looked at. Used
 * by one thread at a time; must be closed.
 *
 * @param array the array as it was found
 * @param selection the part to read, write or clear
 * @param cost its cost
 */
public record PlannedAccess(CellArray array, Selection selection, ReadCost cost)
    implements PlannedRead {
  /**
   * An access to some of an array's cells.
   *
   * @param array is closed with the access
   * @param selection cells of the array, in the form that it was found in
   */
  public static PlannedAccess of(CellArray array, Selection selection) {
    return new PlannedAccess(array, selection, ReadCost.of(selection, array.spec().dtype()));
  }

  @Override
  public CellType dtype() {
    return array.spec().dtype();
  }

  @Override
  public Shape resultShape() {
    return selection.resultShape();
  }

  /**
   * The selection as a box that may be written.
   *
   * @throws ServiceException {@code invalid-slice} if the selection has a step or a list
   */
  public Region requireBox() {
    return selection
        .asRegion()
        .orElseThrow(() ->
            new ServiceException(
                ErrorCode.INVALID_SLICE,
                "Cells are written and cleared in boxes: leave out steps and lists, and send"
                    + " a request for each box."));
  }
}
