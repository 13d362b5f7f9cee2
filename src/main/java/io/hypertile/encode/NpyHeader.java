package io.hypertile.encode;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Header of an NPY file, which describes its cells.
 *
 * @param order byte order of the numbers
 * @param fortran whether the first axis runs fastest
 */
record NpyHeader(CellType dtype, ByteOrder order, boolean fortran, Shape shape) {
  /** Axes that NumPy can have. */
  static final int MAX_RANK = 64;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;

  /** Whether the bytes are those that every NPY file begins with. */
  static boolean isMagic(byte[] bytes) {
    return Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /** A header of such cells. */
  static byte[] bytes(CellType dtype, Shape shape) {
    return bytes(NpyTypes.descr(dtype), shape);
  }

  /** A version 1.0 header of little-endian cells in C order, as NumPy writes it. */
  static byte[] bytes(String descr, Shape shape) {
    StringBuilder lengths = new StringBuilder();
    for (int axis = 0; axis < shape.rank(); axis++) {
      lengths.append(axis == 0 ? "" : " ").append(shape.length(axis)).append(',');
    }
    if (shape.rank() > 1) {
      lengths.setLength(lengths.length() - 1);
    }
    String text =
        "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + lengths + "), }";
    int before = MAGIC.length + 4;
    int content = before + text.length() + growth(shape) + 1;
    int size = content / ALIGNMENT * ALIGNMENT + ALIGNMENT;
    byte[] header = new byte[size];
    Arrays.fill(header, (byte) ' ');
    System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
    header[6] = 1;
    header[7] = 0;
    header[8] = (byte) (size - before);
    header[9] = (byte) ((size - before) >> 8);
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, header, before, ascii.length);
    header[size - 1] = '\n';
    return header;
  }

  /** NumPy leaves room for the first length to grow to 21 digits; so the bytes are the same. */
  private static int growth(Shape shape) {
    return shape.rank() == 0 ? 0 : 21 - Long.toString(shape.length(0)).length();
  }

  /** The index on each axis of a cell counted in the order of the file. */
  List<Long> index(long cell) {
    return fortran ? BodyFaults.fortranIndex(shape, cell) : BodyFaults.index(shape, cell);
  }
}
