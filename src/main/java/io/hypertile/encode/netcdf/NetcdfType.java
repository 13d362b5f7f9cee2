package io.hypertile.encode.netcdf;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.util.Optional;

/** Types of values (NetCDF classic format specification, {@code nc_type}). */
public enum NetcdfType {
  BYTE(1, 1),
  CHAR(2, 1),
  SHORT(3, 2),
  INT(4, 4),
  FLOAT(5, 4),
  DOUBLE(6, 8),
  UBYTE(7, 1),
  USHORT(8, 2),
  UINT(9, 4),
  INT64(10, 8),
  UINT64(11, 8);

  private final int code;
  private final int size;

  NetcdfType(int code, int size) {
    this.code = code;
    this.size = size;
  }

  /** The number in files. */
  int code() {
    return code;
  }

  /** Bytes of a value. */
  public int size() {
    return size;
  }

  /** Whether files with 64-bit offsets have it; otherwise only those with 64-bit data do. */
  boolean isOld() {
    return code <= DOUBLE.code;
  }

  /** The type of cells; empty where the format has none. */
  public static Optional<NetcdfType> of(CellType type) {
    return type instanceof DType dtype ? of(dtype) : Optional.empty();
  }

  /**
   * The type of cells of one box among several: truth values are bytes, times whole numbers, and
   * floats of 16 bits become those of 32 bits.
   */
  public static Optional<NetcdfType> ofBox(CellType type) {
    return switch (type) {
      case DType dtype -> dtype == DType.FLOAT16 ? Optional.of(FLOAT) : of(dtype);
      case CellType.Truth ignored -> Optional.of(BYTE);
      case CellType.TimePoint ignored -> Optional.of(INT64);
      case CellType.TimeSpan ignored -> Optional.of(INT64);
      case CellType.FixedBytes ignored -> Optional.of(CHAR);
      default -> Optional.empty();
    };
  }

  private static Optional<NetcdfType> of(DType dtype) {
    return switch (dtype) {
      case INT8 -> Optional.of(BYTE);
      case INT16 -> Optional.of(SHORT);
      case INT32 -> Optional.of(INT);
      case INT64, LONGLONG -> Optional.of(INT64);
      case UINT8 -> Optional.of(UBYTE);
      case UINT16 -> Optional.of(USHORT);
      case UINT32 -> Optional.of(UINT);
      case UINT64, ULONGLONG -> Optional.of(UINT64);
      case FLOAT32 -> Optional.of(FLOAT);
      case FLOAT64 -> Optional.of(DOUBLE);
      case FLOAT16, LONGDOUBLE, COMPLEX64, COMPLEX128, CLONGDOUBLE -> Optional.empty();
    };
  }
}
