package io.hypertile.reading;

import io.hypertile.array.CellArray;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;

/**
 * A reading that has been thought through and not begun: no cell has been looked at. Used by one
 * thread at a time; must be closed.
 */
public sealed interface PlannedRead extends AutoCloseable
    permits PlannedAccess, PlannedBoxes, PlannedPoints, PlannedReduction {
  /** The array as it was found. */
  CellArray array();

  /** Type of the result's cells. */
  CellType dtype();

  /** Shape of the result's cells, dropped axes absent. */
  Shape resultShape();

  /** Cells of the result, and their bytes. */
  ReadCost cost();

  /** Bytes of cells that are looked at, as far as they are known before the array is opened. */
  default long readBytes() {
    return cost().bytes();
  }

  /** Closes the array. */
  @Override
  default void close() {
    array().close();
  }
}
