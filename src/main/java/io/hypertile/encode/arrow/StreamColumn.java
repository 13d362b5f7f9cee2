package io.hypertile.encode.arrow;

import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * A column of a stream that a client sent.
 *
 * @param name of the column
 * @param type of the cells that it gives
 * @param leaf the form in which the stream has them
 * @param lists lengths of the lists of a row, outermost first; empty if a row has one cell
 */
public record StreamColumn(String name, CellType type, Leaf leaf, List<Long> lists) {
  private static final int DEEPEST = 32;

  /** Most bytes of a cell. */
  private static final int LARGEST = 1 << 20;

  public StreamColumn {
    lists = List.copyOf(lists);
  }

  /** Forms of cells in a stream. */
  enum Leaf {
    /** As they are given. */
    PLAIN,
    /** A bit for each. */
    BITS,
    /** Days as numbers of 32 bits. */
    SHORT_DAYS,
    /** Texts with places of 32 bits. */
    TEXT,
    /** Texts with places of 64 bits. */
    LONG_TEXT;

    boolean isText() {
      return this == TEXT || this == LONG_TEXT;
    }

    /** Buffers of a message. */
    int buffers() {
      return isText() ? 3 : 2;
    }
  }

  /** The type of cells and their form. */
  private record Cells(CellType type, Leaf leaf) {}

  /** The column of a field. */
  static StreamColumn of(FlatTable field) {
    String name = field.text(0);
    List<Long> lists = new ArrayList<>();
    FlatTable at = field;
    while (at.tiny(2) == ArrowTypes.TYPE_FIXED_LIST) {
      int length = type(at, name).whole(0);
      List<FlatTable> below = at.tables(5);
      if (length < 0 || below.size() != 1 || lists.size() == DEEPEST) {
        throw ArrowFaults.damaged();
      }
      lists.add((long) length);
      at = below.getFirst();
    }
    if (at.has(4)) {
      throw ArrowFaults.column(name, "has values by numbers; send the values themselves");
    }
    Cells cells = cells(at, name);
    return new StreamColumn(name, cells.type, cells.leaf, lists);
  }

  private static FlatTable type(FlatTable field, String name) {
    return field.table(3).orElseThrow(() -> ArrowFaults.column(name, "has no type"));
  }

  private static Cells cells(FlatTable field, String name) {
    FlatTable type = type(field, name);
    return switch (field.tiny(2)) {
      case ArrowTypes.TYPE_INT -> plain(whole(type.whole(0), type.tiny(1) != 0, name));
      case ArrowTypes.TYPE_FLOAT -> plain(real(type.small(0), name));
      case ArrowTypes.TYPE_TRUTH -> new Cells(new CellType.Truth(), Leaf.BITS);
      case ArrowTypes.TYPE_TIMESTAMP -> plain(new CellType.TimePoint(unit(type, name), 1));
      case ArrowTypes.TYPE_DURATION -> plain(new CellType.TimeSpan(unit(type, name), 1));
      case ArrowTypes.TYPE_DATE -> date(type);
      case ArrowTypes.TYPE_FIXED_BYTES -> {
        if (type.whole(0) < 1 || type.whole(0) > LARGEST) {
          throw ArrowFaults.column(name, "has cells without bytes, or of too many");
        }
        yield plain(new CellType.FixedBytes(type.whole(0)));
      }
      case ArrowTypes.TYPE_TEXT -> new Cells(new CellType.Text(), Leaf.TEXT);
      case ArrowTypes.TYPE_LONG_TEXT -> new Cells(new CellType.Text(), Leaf.LONG_TEXT);
      default ->
          throw ArrowFaults.column(
              name,
              "has a type that is not taken: send whole numbers, floats, truth values, times,"
                  + " durations, dates, texts, bytes of one size, or lists of one length of them");
    };
  }

  private static Cells plain(CellType type) {
    return new Cells(type, Leaf.PLAIN);
  }

  /** Days, or milliseconds that are whole days. */
  private static Cells date(FlatTable type) {
    // A type without the field has its usual value, milliseconds.
    boolean isDays = type.has(0) && type.small(0) == 0;
    return isDays
        ? new Cells(new CellType.TimePoint(CellTimeUnit.DAYS, 1), Leaf.SHORT_DAYS)
        : plain(new CellType.TimePoint(CellTimeUnit.MILLISECONDS, 1));
  }

  private static CellType whole(int bits, boolean isSigned, String name) {
    return switch (bits) {
      case 8 -> isSigned ? DType.INT8 : DType.UINT8;
      case 16 -> isSigned ? DType.INT16 : DType.UINT16;
      case 32 -> isSigned ? DType.INT32 : DType.UINT32;
      case 64 -> isSigned ? DType.INT64 : DType.UINT64;
      default -> throw ArrowFaults.column(name, "has numbers of %d bits".formatted(bits));
    };
  }

  private static CellType real(short precision, String name) {
    return switch (precision) {
      case 0 -> DType.FLOAT16;
      case 1 -> DType.FLOAT32;
      case 2 -> DType.FLOAT64;
      default -> throw ArrowFaults.column(name, "has floats of no known size");
    };
  }

  private static CellTimeUnit unit(FlatTable type, String name) {
    return switch (type.small(0)) {
      case 0 -> CellTimeUnit.SECONDS;
      case 1 -> CellTimeUnit.MILLISECONDS;
      case 2 -> CellTimeUnit.MICROSECONDS;
      case 3 -> CellTimeUnit.NANOSECONDS;
      default -> throw ArrowFaults.column(name, "has times of no known unit");
    };
  }
}
