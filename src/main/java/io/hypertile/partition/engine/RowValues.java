package io.hypertile.partition.engine;

import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellLayouts;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.NumberConversion;
import io.hypertile.partition.RowMerge.AxisValues;
import io.hypertile.partition.RowSplit;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/** Variables that have one cell for each row, as numbers that keys and orders are made of. */
final class RowValues {
  private RowValues() {}

  /** Whether rows can be put in the order of values of a type. */
  static boolean isOrdered(CellType type) {
    return switch (type) {
      case DType number ->
          number.kind() != DType.Kind.COMPLEX
              && number != DType.LONGDOUBLE
              && number != DType.UINT64
              && number != DType.ULONGLONG;
      case CellType.TimePoint ignored -> true;
      case CellType.TimeSpan ignored -> true;
      default -> false;
    };
  }

  /**
   * The values that keys of rows are made of.
   *
   * @param arena keeps them
   * @param path of the variable, for messages
   */
  static RowSplit.KeyValues keys(
      CellType type, MemorySegment cells, long rows, String path, Arena arena) {
    if (type instanceof CellType.TimePoint time) {
      return row -> TimeSteps.seconds(cells.get(CellLayouts.LONG, row * Long.BYTES), time);
    }
    MemorySegment wholes = wholes((DType) type, cells, rows, arena);
    boolean isUnsigned = type == DType.UINT64 || type == DType.ULONGLONG;
    return row -> {
      long value = wholes.get(CellLayouts.LONG, row * Long.BYTES);
      if (isUnsigned && value < 0) {
        throw tooLarge(path, row);
      }
      return value;
    };
  }

  private static ServiceException tooLarge(String path, long row) {
    return PartitionFaults.variable(
        path, "has a number of 2^63 or more in row %d, which no key has".formatted(row));
  }

  private static MemorySegment wholes(DType type, MemorySegment cells, long rows, Arena arena) {
    boolean isWide = type.size() == Long.BYTES;
    return isWide ? cells : converted(type, DType.INT64, cells, rows, arena);
  }

  private static MemorySegment converted(
      DType type, DType target, MemorySegment cells, long rows, Arena arena) {
    MemorySegment converted = arena.allocate(Math.max(1, rows) * Long.BYTES, Long.BYTES);
    NumberConversion conversion = NumberConversion.of(type, ByteOrder.LITTLE_ENDIAN, target);
    conversion.convert(cells, converted, rows);
    return converted;
  }

  /**
   * Values of the axis in the order of the rows.
   *
   * @param type one that {@linkplain #isOrdered has an order}
   */
  static AxisValues values(CellType type, MemorySegment cells, long rows) {
    int count = Math.toIntExact(rows);
    try (Arena arena = Arena.ofConfined()) {
      if (type instanceof DType number && !number.isInteger()) {
        MemorySegment reals = converted(number, DType.FLOAT64, cells, rows, arena);
        double[] values = new double[count];
        MemorySegment.copy(reals, CellLayouts.DOUBLE, 0, values, 0, count);
        return AxisValues.ofFloats(values);
      }
      MemorySegment wholes =
          type instanceof DType number ? wholes(number, cells, rows, arena) : cells;
      long[] values = new long[count];
      MemorySegment.copy(wholes, CellLayouts.LONG, 0, values, 0, count);
      return AxisValues.of(values);
    }
  }
}
