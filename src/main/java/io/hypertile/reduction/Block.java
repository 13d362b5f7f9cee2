package io.hypertile.reduction;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.RealNumbers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
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
  private static final ValueLayout.OfFloat SINGLE =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final long INFINITE64 = Double.doubleToRawLongBits(Double.POSITIVE_INFINITY);
  private static final int INFINITE32 = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

  double[] reals = new double[SIZE];
  final long[] wholes = new long[SIZE];
  final boolean[] missing = new boolean[SIZE];

  private final float[] singles = new float[SIZE];
  private final short[] shorts;
  private final int[] ints;
  private double[] others = new double[0];
  private final DType dtype;
  private final boolean exact;
  private final boolean hasNull;
  private final long nullWhole;
  private final double nullReal;
  private final @Nullable Parts parts;
  private final MemorySegment nullCell;
  private MemorySegment cells = MemorySegment.NULL;
  private long first;
  private boolean hasMissing = true;

  /**
   * A block without cells.
   *
   * @param dtype type of the cells
   * @param nulls value of the array's cells that stands for null; empty if no value does
   * @param exact whether whole numbers are loaded as such
   */
  Block(DType dtype, Optional<FillValue> nulls, boolean exact) {
    FillValue usual = FillValue.defaultOf(dtype);
    FillValue fill = nulls.orElse(usual);
    this.dtype = dtype;
    this.shorts = new short[dtype == DType.INT16 ? SIZE : 0];
    this.ints = new int[dtype == DType.INT32 ? SIZE : 0];
    this.exact = exact && dtype.isInteger();
    this.hasNull = nulls.isPresent() && (dtype.isInteger() || !fill.equals(usual));
    this.parts = Parts.areOf(dtype) ? new Parts(dtype) : null;
    this.nullCell = MemorySegment.ofArray(fill.bytes());
    this.nullWhole = dtype.isInteger() ? whole(nullCell, 0) : 0;
    this.nullReal = dtype.isInteger() || parts != null ? 0 : real(nullCell, 0);
  }

  /** Whether a number stands for null, beside NaN. */
  boolean hasNull() {
    return hasNull;
  }

  /** The whole number that stands for null. */
  long nullWhole() {
    return nullWhole;
  }

  /**
   * Gives away the numbers that were loaded last. The next load fills another array, and the load
   * after it fills this one again.
   */
  double[] handOver() {
    double[] given = reals;
    reals = others.length == 0 ? new double[SIZE] : others;
    others = given;
    return given;
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
    loadWholes(cells, first, count);
    markWholes(count);
    if (!exact) {
      for (int i = 0; i < count; i++) {
        reals[i] = missing[i] ? Double.NaN : asReal(wholes[i]);
      }
    }
  }

  /** Takes in numbers of an array, NaN for nulls. */
  void set(double[] numbers, int from, int count) {
    System.arraycopy(numbers, from, reals, 0, count);
    boolean isAny = false;
    for (int i = 0; i < count; i++) {
      isAny |= reals[i] != reals[i];
    }
    hasMissing = isAny;
  }

  /**
   * Takes in whole numbers of an array.
   *
   * @param nulls marks on nulls, as many as numbers; null if no number is null
   */
  void set(long[] numbers, boolean @Nullable [] nulls, int from, int count) {
    System.arraycopy(numbers, from, wholes, 0, count);
    boolean isAny = false;
    for (int i = 0; i < count; i++) {
      missing[i] = nulls != null && nulls[from + i];
      isAny |= missing[i];
    }
    hasMissing = isAny;
    if (!exact) {
      for (int i = 0; i < count; i++) {
        reals[i] = missing[i] ? Double.NaN : asReal(wholes[i]);
      }
    }
  }

  /**
   * Loads whole numbers by way of arrays: loops over these become vector instructions wherever the
   * compiler puts them, and loops over memory do not.
   */
  private void loadWholes(MemorySegment cells, long first, int count) {
    MemorySegment some = cells.asSlice(first * dtype.size(), (long) count * dtype.size());
    switch (dtype) {
      case INT16 -> {
        MemorySegment.copy(some, SHORT, 0, shorts, 0, count);
        widen(shorts, wholes, count);
      }
      case INT32 -> {
        MemorySegment.copy(some, INT, 0, ints, 0, count);
        widen(ints, wholes, count);
      }
      case INT64, LONGLONG, UINT64, ULONGLONG ->
          MemorySegment.copy(some, LONG, 0, wholes, 0, count);
      default -> {
        for (int i = 0; i < count; i++) {
          wholes[i] = whole(some, i);
        }
      }
    }
  }

  private static void widen(short[] values, long[] target, int count) {
    for (int i = 0; i < count; i++) {
      target[i] = values[i];
    }
  }

  private static void widen(int[] values, long[] target, int count) {
    for (int i = 0; i < count; i++) {
      target[i] = values[i];
    }
  }

  private void markWholes(int count) {
    boolean isAny = false;
    if (hasNull) {
      for (int i = 0; i < count; i++) {
        missing[i] = wholes[i] == nullWhole;
        isAny |= missing[i];
      }
    } else if (hasMissing) {
      Arrays.fill(missing, false);
    }
    hasMissing = isAny;
  }

  private void loadReals(MemorySegment cells, long first, int count) {
    MemorySegment some = cells.asSlice(first * dtype.size(), (long) count * dtype.size());
    hasMissing = true;
    switch (dtype) {
      case FLOAT64 -> {
        hasMissing = hasNaN64(some, count);
        MemorySegment.copy(some, REAL, 0, reals, 0, count);
      }
      case FLOAT32 -> {
        hasMissing = hasNaN32(some, count);
        MemorySegment.copy(some, SINGLE, 0, singles, 0, count);
        for (int i = 0; i < count; i++) {
          reals[i] = singles[i];
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          reals[i] = real(some, i);
        }
      }
    }
    if (hasNull) {
      hasMissing = true;
      for (int i = 0; i < count; i++) {
        reals[i] = reals[i] == nullReal ? Double.NaN : reals[i];
      }
    }
  }

  /** Whether one is NaN: above infinity as a whole number without its sign. */
  private static boolean hasNaN64(MemorySegment cells, int count) {
    long any = 0;
    for (int i = 0; i < count; i++) {
      any |= INFINITE64 - (cells.getAtIndex(LONG, i) & Long.MAX_VALUE);
    }
    return any < 0;
  }

  private static boolean hasNaN32(MemorySegment cells, int count) {
    int any = 0;
    for (int i = 0; i < count; i++) {
      any |= INFINITE32 - (cells.getAtIndex(INT, i) & Integer.MAX_VALUE);
    }
    return any < 0;
  }

  /** Whether one of the cells that were loaded last may be null; surely not if this is false. */
  boolean hasMissing() {
    return hasMissing;
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
    return dtype.kind() == DType.Kind.UNSIGNED ? RealNumbers.unsigned(whole) : (double) whole;
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
