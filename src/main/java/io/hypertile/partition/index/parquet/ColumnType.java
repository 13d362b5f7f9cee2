package io.hypertile.partition.index.parquet;

/** Types of columns. Whole numbers, times and truth values are held as 64-bit numbers. */
public enum ColumnType {
  INT64(PhysicalType.INT64),
  /** Whole numbers from 0 on, in the bits of a signed one. */
  UINT64(PhysicalType.INT64),
  /** Milliseconds since 1970. */
  TIME_MILLIS(PhysicalType.INT64),
  /** Microseconds since 1970. */
  TIME_MICROS(PhysicalType.INT64),
  /** Nanoseconds since 1970. */
  TIME_NANOS(PhysicalType.INT64),
  /** 0 and 1. */
  TRUTH(PhysicalType.BOOLEAN),
  FLOAT64(PhysicalType.DOUBLE),
  /** Texts in UTF-8. */
  TEXT(PhysicalType.BYTE_ARRAY);

  private final PhysicalType physical;

  ColumnType(PhysicalType physical) {
    this.physical = physical;
  }

  /** The type that columns of this type are written with. */
  PhysicalType physical() {
    return physical;
  }
}
