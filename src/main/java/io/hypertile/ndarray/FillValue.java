package io.hypertile.ndarray;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The value of cells that were never written: one cell of a dtype as little-endian bytes. A NaN is
 * the one that NumPy calls so: quiet, positive, without payload.
 */
public final class FillValue {
  private static final byte[] X87_NAN = {0, 0, 0, 0, 0, 0, 0, (byte) 0xc0, (byte) 0xff, 0x7f};

  private final DType dtype;
  private final byte[] bytes;

  private FillValue(DType dtype, byte[] bytes) {
    this.dtype = dtype;
    this.bytes = bytes;
  }

  /**
   * The fill value with these bytes.
   *
   * @throws IllegalArgumentException if there are not as many as a cell has
   */
  public static FillValue of(DType dtype, byte[] bytes) {
    if (bytes.length != dtype.size()) {
      throw new IllegalArgumentException(dtype + " has " + dtype.size() + " bytes");
    }
    return new FillValue(dtype, bytes.clone());
  }

  /**
   * Deker's default: NaN for floats and complex numbers (imaginary part 0), the minimum of signed
   * integers, 0 of unsigned ones (deker-rules.md 55).
   */
  public static FillValue defaultOf(DType dtype) {
    ByteBuffer cell = ByteBuffer.allocate(dtype.size()).order(ByteOrder.LITTLE_ENDIAN);
    switch (dtype) {
      case INT8 -> cell.put(Byte.MIN_VALUE);
      case INT16 -> cell.putShort(Short.MIN_VALUE);
      case INT32 -> cell.putInt(Integer.MIN_VALUE);
      case INT64, LONGLONG -> cell.putLong(Long.MIN_VALUE);
      case UINT8, UINT16, UINT32, UINT64, ULONGLONG -> {}
      case FLOAT16 -> cell.putShort((short) 0x7e00);
      case FLOAT32, COMPLEX64 -> cell.putFloat(Float.NaN);
      case FLOAT64, COMPLEX128 -> cell.putDouble(Double.NaN);
      case LONGDOUBLE, CLONGDOUBLE -> cell.put(X87_NAN);
    }
    return new FillValue(dtype, cell.array());
  }

  /** The element type. */
  public DType dtype() {
    return dtype;
  }

  /** A copy of the cell's bytes, little endian. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Writes the value to every cell of the segment, whose size is a whole number of cells. */
  public void fill(MemorySegment cells) {
    if (uniformByte()) {
      cells.fill(bytes[0]);
      return;
    }
    long size = cells.byteSize();
    if (size == 0) {
      return;
    }
    MemorySegment.copy(bytes, 0, cells, ValueLayout.JAVA_BYTE, 0, bytes.length);
    // Doubling copies beat a store per cell and need no temporary.
    for (long filled = bytes.length; filled < size; filled *= 2) {
      MemorySegment.copy(cells, 0, cells, filled, Math.min(filled, size - filled));
    }
  }

  private boolean uniformByte() {
    for (byte b : bytes) {
      if (b != bytes[0]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Number of cells that are the fill value, bit for bit: a NaN with another sign or payload is a
   * cell like any other, and so is a complex number of which one part is NaN. The bytes of padding
   * in 80-bit floats are not looked at.
   */
  public long count(MemorySegment cells) {
    return FillCount.count(this, cells);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FillValue value
        && dtype == value.dtype
        && Arrays.equals(bytes, value.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return dtype + ":" + HexFormat.of().formatHex(bytes);
  }
}
