package io.hypertile.encode.arrow;

import io.hypertile.encode.CellsHeader;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cells of the rows of one message, taken apart where they are complex, and which of them are not
 * null. Used by one thread.
 */
final class ArrowCells {
  private final int size;
  private final int partSize;
  private final byte[] bytes;
  private final byte[] part;
  private final byte[] present;
  private final Optional<byte[]> fill;

  ArrowCells(CellsHeader header, DType dtype, int mostRows) {
    this.size = dtype.size();
    this.partSize = dtype.componentSize();
    this.bytes = new byte[mostRows * size];
    boolean isComplex = dtype.kind() == DType.Kind.COMPLEX;
    this.part = isComplex ? new byte[mostRows * partSize] : bytes;
    this.fill = header.meaning().nulls().map(FillValue::bytes);
    this.present = new byte[fill.isPresent() ? (mostRows + 7) / 8 : 0];
  }

  /** The cells, to be written by the caller. */
  byte[] bytes() {
    return bytes;
  }

  /** Columns of a cell. */
  int parts() {
    return size / partSize;
  }

  /** Bytes of the marks of some rows; 0 where none can be null. */
  long nullBytes(int rows) {
    return fill.isPresent() ? (rows + 7) / 8 : 0;
  }

  long partBytes(int rows) {
    return (long) rows * partSize;
  }

  /** Marks which of the first rows are not null; gives the number of those that are. */
  long markNulls(int rows) {
    if (fill.isEmpty()) {
      return 0;
    }
    byte[] absent = fill.get();
    Arrays.fill(present, (byte) 0);
    long nulls = 0;
    for (int row = 0; row < rows; row++) {
      int at = row * size;
      if (Arrays.equals(bytes, at, at + size, absent, 0, size)) {
        nulls++;
      } else {
        present[row >> 3] |= (byte) (1 << (row & 7));
      }
    }
    return nulls;
  }

  /** The marks, a bit for each row. */
  byte[] present() {
    return present;
  }

  /** The cells of the first rows, or a part of each. */
  byte[] part(int number, int rows) {
    if (part != bytes) {
      for (int row = 0; row < rows; row++) {
        System.arraycopy(bytes, row * size + number * partSize, part, row * partSize, partSize);
      }
    }
    return part;
  }
}
