package io.hypertile.netcdf;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.util.Optional;

/** Types of values (NetCDF classic format specification, {@code nc_type}). */
enum ClassicType {
  BYTE(DType.INT8),
  CHAR(new CellType.Text()),
  SHORT(DType.INT16),
  INT(DType.INT32),
  FLOAT(DType.FLOAT32),
  DOUBLE(DType.FLOAT64),
  UBYTE(DType.UINT8),
  USHORT(DType.UINT16),
  UINT(DType.UINT32),
  INT64(DType.INT64),
  UINT64(DType.UINT64);

  private final CellType cells;

  ClassicType(CellType cells) {
    this.cells = cells;
  }

  /** Type of cells that values become; characters become texts. */
  CellType cells() {
    return cells;
  }

  /** Bytes of a value. */
  int size() {
    return this == CHAR ? 1 : cells.size();
  }

  /**
   * The type of a number in a file.
   *
   * @param isNew whether the file is one with 64-bit data, which has more types
   */
  static Optional<ClassicType> of(long code, boolean isNew) {
    long most = isNew ? UINT64.ordinal() + 1 : DOUBLE.ordinal() + 1;
    return code >= 1 && code <= most ? Optional.of(values()[(int) code - 1]) : Optional.empty();
  }
}
