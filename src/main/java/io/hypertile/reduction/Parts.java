package io.hypertile.reduction;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Cells of complex numbers and of 80-bit ones as one or two numbers each, read and written as
 * {@link Wide}. Used by one thread.
 */
final class Parts {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final DType dtype;
  private final Wide wanted = new Wide();
  private final Wide found = new Wide();

  Parts(DType dtype) {
    this.dtype = dtype;
  }

  /** Whether cells of a type are read like this. */
  static boolean areOf(DType dtype) {
    return dtype.kind() == DType.Kind.COMPLEX || dtype == DType.LONGDOUBLE;
  }

  /** Numbers in a cell. */
  static int count(DType dtype) {
    return dtype.size() / dtype.componentSize();
  }

  /** Reads a number of the cell that begins at an offset. */
  void get(MemorySegment cells, long offset, int part, Wide target) {
    long at = offset + (long) part * dtype.componentSize();
    switch (dtype.componentSize()) {
      case 4 -> target.set(Float.intBitsToFloat(cells.get(INT, at)));
      case 8 -> target.set(Double.longBitsToDouble(cells.get(LONG, at)));
      default -> target.setExtended(cells, at);
    }
  }

  /** Writes a number of the cell that begins at an offset. */
  void put(MemorySegment cells, long offset, int part, Wide value) {
    long at = offset + (long) part * dtype.componentSize();
    switch (dtype.componentSize()) {
      case 4 -> cells.set(INT, at, Float.floatToRawIntBits((float) value.toDouble()));
      case 8 -> cells.set(LONG, at, Double.doubleToRawLongBits(value.toDouble()));
      default -> value.putExtended(cells, at);
    }
  }

  /** Whether one of the numbers of a cell is NaN, as {@code numpy.isnan} has it. */
  boolean isNaN(MemorySegment cells, long offset) {
    for (int part = 0; part < count(dtype); part++) {
      get(cells, offset, part, found);
      if (found.isNaN()) {
        return true;
      }
    }
    return false;
  }

  /** Compares two cells, real parts first; neither is NaN. */
  int compare(MemorySegment one, long oneAt, MemorySegment other, long otherAt) {
    for (int part = 0; part < count(dtype); part++) {
      get(one, oneAt, part, found);
      get(other, otherAt, part, wanted);
      int compared = found.compare(wanted);
      if (compared != 0) {
        return compared;
      }
    }
    return 0;
  }

  /** Writes the cell that stands for null where nothing else does. */
  static void putNull(DType dtype, MemorySegment cells, long offset) {
    byte[] none = FillValue.defaultOf(dtype).bytes();
    MemorySegment.copy(none, 0, cells, ValueLayout.JAVA_BYTE, offset, none.length);
  }
}
