package io.hypertile.zarr;

import java.util.Arrays;

/** The value of cells that were never written. Immutable. */
public sealed interface ZarrFill {
  /**
   * A cell of a fixed length.
   *
   * @param bytes the cell, little-endian; not to be changed
   */
  record Cell(byte[] bytes) implements ZarrFill {
    @Override
    public boolean equals(Object other) {
      return other instanceof Cell cell && Arrays.equals(bytes, cell.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  /** A text of any length. */
  record Text(String text) implements ZarrFill {}

  /**
   * Bytes of any length.
   *
   * @param bytes not to be changed
   */
  record AnyBytes(byte[] bytes) implements ZarrFill {
    @Override
    public boolean equals(Object other) {
      return other instanceof AnyBytes any && Arrays.equals(bytes, any.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }
}
