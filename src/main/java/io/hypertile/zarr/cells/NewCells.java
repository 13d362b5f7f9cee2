package io.hypertile.zarr.cells;

import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;

/** Gives the cells that an array will have. Thread-safe. */
@FunctionalInterface
interface NewCells {
  /** Whether all cells of a box are set to the fill value as if they had never been written. */
  default boolean isCleared(Region region) {
    return false;
  }

  /**
   * Reads a box.
   *
   * @param region a box of the array
   * @param target gets the box in C order, and has exactly its bytes
   */
  void read(Region region, CellBlock target);
}
