package io.hypertile.zarr.cells;

import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;

/** Gives the cells that an array will have. Thread-safe. */
@FunctionalInterface
public interface NewCells extends AutoCloseable {
  /** Whether all cells of a box are set to the fill value as if they had never been written. */
  default boolean isCleared(Region region) {
    return false;
  }

  /**
   * Whether the object that holds a box stays as it is, which shows without its cells. Asked of new
   * arrays that take the place of one.
   *
   * @param region cells of the object that are in the array
   */
  default boolean isKept(Region region) {
    return false;
  }

  /**
   * Reads a box.
   *
   * @param region a box of the array
   * @param target gets the box in C order, and has exactly its bytes
   */
  void read(Region region, CellBlock target);

  /**
   * Reads a box as {@link #read}.
   *
   * @param region cells of an object that are in the array
   * @return false if the object stays as it is, since it holds these cells already
   */
  default boolean readNew(Region region, CellBlock target) {
    read(region, target);
    return true;
  }

  /** Frees what is held for reading; once or several times, when nobody reads. */
  @Override
  default void close() {}
}
