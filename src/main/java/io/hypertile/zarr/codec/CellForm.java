package io.hypertile.zarr.codec;

/** Form of a chunk's cells for a codec chain. */
public sealed interface CellForm {
  /**
   * Cells of one size.
   *
   * @param bytes of a cell, at least 1
   * @param numberBytes bytes of each number in a cell, whose order a document says: 2, 4, 8 or 16;
   *     1 where order means nothing
   */
  record Fixed(int bytes, int numberBytes) implements CellForm {}

  /** Texts of any length, as UTF-8. */
  record Text() implements CellForm {}

  /** Bytes of any length. */
  record AnyBytes() implements CellForm {}
}
