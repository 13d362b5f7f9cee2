package io.hypertile.partition.index.parquet;

import java.util.Optional;

/** Parquet's types of stored values, in the order of their codes. */
enum PhysicalType {
  BOOLEAN,
  INT32,
  INT64,
  INT96,
  FLOAT,
  DOUBLE,
  BYTE_ARRAY,
  FIXED_LEN_BYTE_ARRAY;

  /** The type of a code. */
  static Optional<PhysicalType> byCode(long code) {
    return code < 0 || code >= values().length
        ? Optional.empty()
        : Optional.of(values()[(int) code]);
  }

  /** The code in files. */
  int code() {
    return ordinal();
  }
}
