package io.hypertile.reduction;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of a few neighbouring cells, loaded from memory: as whole numbers with a mark on nulls,
 * or as float64 with NaN for nulls. Used by one thread.
 */
final class Block {
  /** Most cells. */
  static final int SIZE = 1024;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble REAL =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  final double[] reals = new double[SIZE];
  final long[] wholes = new long[SIZE];
  final boolean[] missing = new boolean[SIZE];

  private final DType dtype;
  private final boolean exact;
  private final boolean hasNull;
  private final long nullWhole;
  private final double nullReal;
  private final @Nullable Parts parts;
  private final MemorySegment nullCell;
  private MemorySegment cells = MemorySegment.NULL;
  private long first;

  /**
   * A block without cells.
   *
   * @param dtype type of the cells
   * @param fill fill value of the array, a null where it is not Deker's default of integers
   * @param exact whether whole numbers are loaded as such
   */
  Block(DType dtype, FillValue fill, boolean exact) {
    this.dtype = dtype;
    this.exact = exact && dtype.isInteger();
    this.hasNull = !fill.equals(FillValue.defaultOf(dtype));
    this.parts = Parts.areOf(dtype) ? new Parts(dtype) : null;
    this.nullCell = MemorySegment.ofArray(fill.bytes());
    this.nullWhole = dtype.isInteger() ? whole(nullCell, 0) : 0;
    this.nullReal = dtype.isInteger() || parts != null ? 0 : real(nullCell, 0);
  }

  /** The whole number that stands for null. */
  long nullWhole() {
    return nullWhole;
  }

  /** Loads cells, counted from the first of the memory. */
  void load(MemorySegment cells, long first, int count) {
    if (parts != null) {
      this.cells = cells;
      this.first = first;
      mark(parts, count);
      return;
    }
    if (!dtype.isInteger()) {
      loadReals(cells, first, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      wholes[i] = whole(cells, first + i);
    }
    if (hasNull) {
      for (int i = 0; i < count; i++) {
        missing[i] = wholes[i] == nullWhole;
      }
    } else {
      Arrays.fill(missing, 0, count, false);
    }
    if (!exact) {
      for (int i = 0; i < count; i++) {
        reals[i] = missing[i] ? Double.NaN : asReal(wholes[i]);
      }
    }
  }

  private void loadReals(MemorySegment cells, long first, int count) {
    switch (dtype) {
      case FLOAT64 -> MemorySegment.copy(cells, REAL, first * 8, reals, 0, count);
      case FLOAT32 -> {
        for (int i = 0; i < count; i++) {
          reals[i] = Float.intBitsToFloat(cells.get(INT, (first + i) * 4));
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          reals[i] = real(cells, first + i);
        }
      }
    }
    if (hasNull) {
      for (int i = 0; i < count; i++) {
        reals[i] = reals[i] == nullReal ? Double.NaN : reals[i];
      }
    }
  }

  /** Memory that cells of complex and 80-bit numbers are in. */
  MemorySegment cells() {
    return cells;
  }

  /** Place of such a cell in that. */
  long offset(int cell) {
    return (first + cell) * dtype.size();
  }

  /** Marks nulls, for those that count by NaN as well. */
  private void mark(Parts read, int count) {
    for (int i = 0; i < count; i++) {
      missing[i] =
          read.isNaN(cells, offset(i))
              || hasNull && read.compare(cells, offset(i), nullCell, 0) == 0;
      reals[i] = missing[i] ? Double.NaN : 0;
    }
  }

  private double asReal(long whole) {
    boolean isLarge = whole < 0 && dtype.kind() == DType.Kind.UNSIGNED;
    // The lowest bit is kept in the next, so that rounding is not done twice.
    return isLarge ? (double) (whole >>> 1 | whole & 1) * 2 : (double) whole;
  }

  private double real(MemorySegment cells, long index) {
    return switch (dtype) {
      case FLOAT16 -> Float.float16ToFloat(cells.get(SHORT, index * 2));
      case FLOAT32 -> Float.intBitsToFloat(cells.get(INT, index * 4));
      case FLOAT64 -> Double.longBitsToDouble(cells.get(LONG, index * 8));
      default -> throw new IllegalStateException(dtype + " is not reduced");
    };
  }

  private long whole(MemorySegment cells, long index) {
    return switch (dtype) {
      case INT8 -> cells.get(ValueLayout.JAVA_BYTE, index);
      case UINT8 -> cells.get(ValueLayout.JAVA_BYTE, index) & 0xff;
      case INT16 -> cells.get(SHORT, index * 2);
      case UINT16 -> cells.get(SHORT, index * 2) & 0xffff;
      case INT32 -> cells.get(INT, index * 4);
      case UINT32 -> cells.get(INT, index * 4) & 0xffff_ffffL;
      case INT64, LONGLONG, UINT64, ULONGLONG -> cells.get(LONG, index * 8);
      default -> throw new IllegalStateException(dtype + " is no whole number");
    };
  }
}
