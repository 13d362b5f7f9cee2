package io.hypertile.partition.index;

import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellLayouts;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.NumberConversion;
import io.hypertile.ndarray.Region;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.Optional;

/**
 * Cells of a key in one partition, read a piece at a time, with the last cell of the piece before
 * in front. For one thread.
 */
final class KeyCells implements AutoCloseable {
  private static final Charset UTF32 = Charset.forName("UTF-32LE");

  private final KeyColumn column;
  private final CellArray array;
  private final CellReader reader;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment cells;
  private final MemorySegment one;
  private final Optional<NumberConversion> conversion;
  private final int size;
  private final long rows;
  private long last;

  /**
   * Opens a key; closes the array.
   *
   * @param piece most rows that are read at a time
   */
  KeyCells(KeyColumn column, CellArray array, int piece) {
    this.column = column;
    this.array = array;
    this.size = column.dtype().size();
    this.rows = array.spec().shape().length(0);
    this.reader = opened(array);
    this.cells = arena.allocate((1 + Math.min(piece, rows)) * size, Long.BYTES);
    this.one = arena.allocate(Long.BYTES, Long.BYTES);
    this.conversion = conversion(column);
  }

  /** The conversion of numbers to those of the column; empty where cells are taken as they are. */
  private static Optional<NumberConversion> conversion(KeyColumn column) {
    return switch (column.type()) {
      case FLOAT64 -> Optional.of(to(DType.FLOAT64, column));
      case INT64 -> Optional.of(to(DType.INT64, column));
      case UINT64, TRUTH, TEXT, TIME_MILLIS, TIME_MICROS, TIME_NANOS -> Optional.empty();
    };
  }

  private static NumberConversion to(DType type, KeyColumn column) {
    return NumberConversion.of((DType) column.dtype(), ByteOrder.LITTLE_ENDIAN, type);
  }

  private static CellReader opened(CellArray array) {
    boolean isOpen = false;
    try {
      CellReader reader = array.open(Region.whole(array.spec().shape()));
      isOpen = true;
      return reader;
    } finally {
      if (!isOpen) {
        array.close();
      }
    }
  }

  long rows() {
    return rows;
  }

  /** Reads rows, of which there are no more than a piece has. */
  void read(long from, int count) {
    if (from > 0) {
      MemorySegment.copy(cells, last, cells, 0, size);
    }
    MemorySegment target = cells.asSlice(size, (long) count * size);
    reader.read(Region.of(new long[] {from}, new long[] {from + count}), target);
    last = (long) count * size;
  }

  /**
   * Marks rows of the piece whose cell is another than that of the row before.
   *
   * @param from first row that has one before
   */
  void mark(boolean[] isOther, int from, int count) {
    switch (size) {
      case 1 -> {
        for (int row = from; row < count; row++) {
          isOther[row] |= cells.get(CellLayouts.BYTE, row) != cells.get(CellLayouts.BYTE, row + 1L);
        }
      }
      case 2 -> {
        for (int row = from; row < count; row++) {
          isOther[row] |=
              cells.get(CellLayouts.SHORT, 2L * row) != cells.get(CellLayouts.SHORT, 2L * row + 2);
        }
      }
      case 4 -> {
        for (int row = from; row < count; row++) {
          isOther[row] |=
              cells.get(CellLayouts.INT, 4L * row) != cells.get(CellLayouts.INT, 4L * row + 4);
        }
      }
      case 8 -> {
        for (int row = from; row < count; row++) {
          isOther[row] |=
              cells.get(CellLayouts.LONG, 8L * row) != cells.get(CellLayouts.LONG, 8L * row + 8);
        }
      }
      default -> {
        for (int row = from; row < count; row++) {
          long at = (long) row * size;
          long next = at + size;
          isOther[row] |= MemorySegment.mismatch(cells, at, next, cells, next, next + size) >= 0;
        }
      }
    }
  }

  /** Adds the value of a row of the piece to a column. */
  void add(int row, ColumnBuilder target) {
    MemorySegment cell = cells.asSlice((1L + row) * size, size);
    switch (column.type()) {
      case FLOAT64 -> target.add(converted(cell).get(CellLayouts.DOUBLE, 0));
      case INT64 -> target.add(converted(cell).get(CellLayouts.LONG, 0));
      case UINT64 -> target.add(cell.get(CellLayouts.LONG, 0));
      case TRUTH -> target.add(cell.get(CellLayouts.BYTE, 0) == 0 ? 0L : 1L);
      case TEXT -> target.add(text(cell));
      case TIME_MILLIS, TIME_MICROS, TIME_NANOS -> target.add(time(cell.get(CellLayouts.LONG, 0)));
    }
  }

  private MemorySegment converted(MemorySegment cell) {
    conversion.orElseThrow().convert(cell, one, 1);
    return one;
  }

  private static String text(MemorySegment cell) {
    String padded = new String(cell.toArray(ValueLayout.JAVA_BYTE), UTF32);
    int end = padded.length();
    while (end > 0 && padded.charAt(end - 1) == 0) {
      end--;
    }
    return padded.substring(0, end);
  }

  /** NaT stays what it is: the smallest number. */
  private long time(long value) {
    if (value == Long.MIN_VALUE) {
      return value;
    }
    try {
      return Math.multiplyExact(value, column.factor());
    } catch (ArithmeticException e) {
      throw new ServiceException(
          ErrorCode.VALUE_OUT_OF_RANGE,
          "The variable %s has a time that the index cannot hold.".formatted(column.path()),
          Map.of("variable", column.path()),
          e);
    }
  }

  @Override
  public void close() {
    try (arena;
        array) {
      reader.close();
    }
  }
}
