package io.hypertile.partition.index;

import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.partition.index.parquet.ColumnType;
import java.util.Optional;

/**
 * Column of an index that is made of a variable.
 *
 * @param path of the variable, which is the name of the column
 * @param dtype type of the variable's cells
 * @param type type of the column
 */
record KeyColumn(String path, CellType dtype, ColumnType type) {
  /** The type of a column of cells of a type; empty if such cells cannot be looked up. */
  static Optional<ColumnType> type(CellType dtype) {
    return switch (dtype) {
      case DType number -> number(number);
      case CellType.Truth ignored -> Optional.of(ColumnType.TRUTH);
      case CellType.TimePoint(CellTimeUnit unit, int steps) -> time(unit, steps);
      case CellType.FixedText ignored -> Optional.of(ColumnType.TEXT);
      default -> Optional.empty();
    };
  }

  private static Optional<ColumnType> number(DType number) {
    return switch (number.kind()) {
      case SIGNED -> Optional.of(ColumnType.INT64);
      case UNSIGNED ->
          Optional.of(number.size() == Long.BYTES ? ColumnType.UINT64 : ColumnType.INT64);
      case FLOAT -> number == DType.LONGDOUBLE ? Optional.empty() : Optional.of(ColumnType.FLOAT64);
      case COMPLEX -> Optional.empty();
    };
  }

  private static Optional<ColumnType> time(CellTimeUnit unit, int steps) {
    return switch (unit) {
      case WEEKS, DAYS, HOURS, MINUTES, SECONDS, MILLISECONDS ->
          Optional.of(ColumnType.TIME_MILLIS);
      case MICROSECONDS -> Optional.of(ColumnType.TIME_MICROS);
      case NANOSECONDS -> steps == 1 ? Optional.of(ColumnType.TIME_NANOS) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** Steps of the column in one of the variable, for times. */
  long factor() {
    if (!(dtype instanceof CellType.TimePoint(CellTimeUnit unit, int steps))) {
      return 1;
    }
    return type == ColumnType.TIME_MILLIS ? steps * unit.parts(CellTimeUnit.MILLISECONDS) : steps;
  }
}
