package io.hypertile.ndarray;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The value of cells that were never written: one cell of a type as little-endian bytes. A NaN is
 * the one that NumPy calls so: quiet, positive, without payload.
 */
public final class FillValue {
  private static final byte[] X87_NAN = {0, 0, 0, 0, 0, 0, 0, (byte) 0xc0, (byte) 0xff, 0x7f};

  private final CellType dtype;
  private final byte[] bytes;

  private FillValue(CellType dtype, byte[] bytes) {
    this.dtype = dtype;
    this.bytes = bytes;
  }

  /**
   * The fill value with these bytes: those of the text, or the bytes, where cells differ in length.
   *
   * @throws IllegalArgumentException if there are not as many as a cell has
   */
  public static FillValue of(CellType dtype, byte[] bytes) {
    if (!dtype.isAnyLength() && bytes.length != dtype.size()) {
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

  /** The NaT of a type of times or of lengths of time. */
  public static FillValue notATime(CellType type) {
    ByteBuffer cell = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return of(type, cell.putLong(Long.MIN_VALUE).array());
  }

  /** A whole number as a cell of an integer type; empty if the type does not hold it. */
  public static Optional<FillValue> ofWhole(DType dtype, BigInteger value) {
    int bits = Byte.SIZE * dtype.size();
    boolean fits =
        dtype.kind() == DType.Kind.SIGNED
            ? value.bitLength() < bits
            : value.signum() >= 0 && value.bitLength() <= bits;
    if (!dtype.isInteger() || !fits) {
      return Optional.empty();
    }
    byte[] cell = new byte[dtype.size()];
    for (int at = 0; at < cell.length; at++) {
      cell[at] = value.shiftRight(Byte.SIZE * at).byteValue();
    }
    return Optional.of(new FillValue(dtype, cell));
  }

  /** The nearest float of a type of 16, 32 or 64 bits; empty for other types. */
  public static Optional<FillValue> ofReal(DType dtype, double value) {
    ByteBuffer cell = ByteBuffer.allocate(dtype.size()).order(ByteOrder.LITTLE_ENDIAN);
    switch (dtype) {
      case FLOAT16 -> cell.putShort(Float16.ofDouble(value));
      case FLOAT32 -> cell.putFloat((float) value);
      case FLOAT64 -> cell.putDouble(value);
      default -> {
        return Optional.empty();
      }
    }
    return Optional.of(new FillValue(dtype, cell.array()));
  }

  /** The type of the cell. */
  public CellType dtype() {
    return dtype;
  }

  /**
   * The type of the cell, which is a number.
   *
   * @throws IllegalStateException for other cells
   */
  public DType number() {
    if (dtype instanceof DType number) {
      return number;
    }
    throw new IllegalStateException(dtype + " is no number");
  }

  /** A copy of the cell's bytes, little endian. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /**
   * Writes the value to every cell of the segment, whose size is a whole number of cells of one
   * size.
   */
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
   * in 80-bit floats are not looked at. For cells of one size.
   */
  public long count(MemorySegment cells) {
    return FillCount.count(this, cells);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FillValue value
        && dtype.equals(value.dtype)
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
