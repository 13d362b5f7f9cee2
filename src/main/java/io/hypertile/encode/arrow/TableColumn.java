package io.hypertile.encode.arrow;

import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A column of a table: for each row one cell, or a list of a length that is the same for all rows,
 * of cells or of lists again.
 *
 * @param name of the column
 * @param type of its cells
 * @param lists lengths of lists, outermost first; empty if a row has one cell
 * @param attributes told of it
 * @param nulls the cell that is null; empty if every cell is a value
 */
public record TableColumn(
    String name,
    CellType type,
    List<Long> lists,
    Map<String, String> attributes,
    Optional<FillValue> nulls) {
  public TableColumn {
    lists = List.copyOf(lists);
  }

  /** A column without nulls. */
  public TableColumn(String name, CellType type, List<Long> lists, Map<String, String> attributes) {
    this(name, type, lists, attributes, Optional.empty());
  }

  /** Whether streams have cells of a type. */
  public static boolean isTaken(CellType type) {
    return switch (type) {
      case DType dtype -> dtype.componentSize() <= Long.BYTES;
      case CellType.Truth ignored -> true;
      case CellType.TimePoint time -> time.steps() == 1 && Times.of(time.unit()).isPresent();
      case CellType.TimeSpan span -> span.steps() == 1 && Times.of(span.unit()).isPresent();
      case CellType.FixedBytes ignored -> true;
      case CellType.RawBytes ignored -> true;
      default -> false;
    };
  }

  /** Units of times in streams. */
  record Times(short unit, long factor) {
    private static final short SECONDS = 0;

    static Optional<Times> of(CellTimeUnit unit) {
      return switch (unit) {
        case WEEKS -> Optional.of(new Times(SECONDS, 7 * 86_400L));
        case DAYS -> Optional.of(new Times(SECONDS, 86_400L));
        case HOURS -> Optional.of(new Times(SECONDS, 3_600L));
        case MINUTES -> Optional.of(new Times(SECONDS, 60L));
        case SECONDS -> Optional.of(new Times(SECONDS, 1));
        case MILLISECONDS -> Optional.of(new Times((short) 1, 1));
        case MICROSECONDS -> Optional.of(new Times((short) 2, 1));
        case NANOSECONDS -> Optional.of(new Times((short) 3, 1));
        default -> Optional.empty();
      };
    }

    static Optional<Times> of(CellType type) {
      return switch (type) {
        case CellType.TimePoint time -> of(time.unit());
        case CellType.TimeSpan span -> of(span.unit());
        default -> Optional.empty();
      };
    }

    /**
     * A time in the unit of the stream: the greatest or the least there is where 64 bits do not
     * hold it, NaT as it is.
     */
    long inStream(long value) {
      long high = Math.multiplyHigh(value, factor);
      long low = value * factor;
      if (value == Long.MIN_VALUE || high == low >> 63 && low != Long.MIN_VALUE) {
        return value == Long.MIN_VALUE ? value : low;
      }
      return value < 0 ? Long.MIN_VALUE + 1 : Long.MAX_VALUE;
    }
  }

  /** Conversion of times to those of the stream; empty if the cells are not times. */
  Optional<Times> times() {
    return Times.of(type);
  }

  boolean isComplex() {
    return type instanceof DType dtype && dtype.kind() == DType.Kind.COMPLEX;
  }

  /** Lengths of the lists in the stream, in which a complex cell is a list of two. */
  List<Long> nested() {
    List<Long> all = new ArrayList<>(lists);
    if (isComplex()) {
      all.add(2L);
    }
    return all;
  }

  /** Values in the stream that a cell is. */
  int valuesOfCell() {
    return isComplex() ? 2 : 1;
  }

  /** Bytes of the marks of nulls of some rows in the stream. */
  long nullBytes(long rows) {
    return nulls.isEmpty()
        ? 0
        : Math.ceilDiv(
            Math.multiplyExact(Math.multiplyExact(rows, cellsOfRow()), valuesOfCell()), Byte.SIZE);
  }

  /** Cells of a row. */
  long cellsOfRow() {
    return lists.stream().reduce(1L, Math::multiplyExact);
  }

  /** Bytes of the cells of some rows in the stream. */
  long bytes(long rows) {
    long cells = Math.multiplyExact(rows, cellsOfRow());
    return type instanceof CellType.Truth
        ? Math.ceilDiv(cells, Byte.SIZE)
        : Math.multiplyExact(cells, type.size());
  }
}
