package io.hypertile.partition.expression;

import static io.hypertile.ndarray.CellLayouts.BYTE;
import static io.hypertile.ndarray.CellLayouts.DOUBLE;
import static io.hypertile.ndarray.CellLayouts.FLOAT;
import static io.hypertile.ndarray.CellLayouts.INT;
import static io.hypertile.ndarray.CellLayouts.LONG;
import static io.hypertile.ndarray.CellLayouts.SHORT;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;

/** Loads cells of one type as values; cells that are null, and NaT, are marked. For one thread. */
final class CellColumn {
  private final CellType type;
  private final boolean isReal;
  private final boolean isTime;
  private final boolean hasNull;
  private final long nullWhole;
  private final double nullReal;
  private MemorySegment cells = MemorySegment.NULL;

  /**
   * Cells of a type.
   *
   * @param nulls the cell that is null; empty without one
   */
  CellColumn(CellType type, Optional<FillValue> nulls) {
    this.type = type;
    this.isReal = Types.isFloat(type);
    this.isTime = Types.isTime(type);
    long whole = 0;
    double real = Double.NaN;
    if (nulls.isPresent()) {
      MemorySegment cell = MemorySegment.ofArray(nulls.get().bytes());
      whole = isReal ? 0 : whole(cell, 0);
      real = isReal ? real(cell, 0) : 0;
    }
    this.nullWhole = whole;
    this.nullReal = real;
    this.hasNull = nulls.isPresent() && !(isReal && Double.isNaN(real));
  }

  /** Takes the memory that the next cells are in. */
  void over(MemorySegment memory) {
    cells = memory;
  }

  /**
   * Loads cells.
   *
   * @param first number of the first cell in the memory
   * @param stride cells from one to the next; 0 for one cell again and again
   * @param at first place in the block
   */
  void load(long first, long stride, ValueBlock block, int at, int count) {
    int loaded = stride == 0 ? 1 : count;
    if (isReal) {
      loadReals(first, stride, block.reals, at, loaded);
    } else {
      loadWholes(first, stride, block.wholes, at, loaded);
    }
    mark(block, at, at + loaded);
    if (loaded < count) {
      Arrays.fill(block.reals, at, at + count, block.reals[at]);
      Arrays.fill(block.wholes, at, at + count, block.wholes[at]);
      if (block.isMissing(at)) {
        Arrays.fill(block.missing, at, at + count, true);
      }
    }
  }

  private void loadReals(long first, long stride, double[] reals, int at, int count) {
    if (stride == 1 && type == DType.FLOAT64) {
      MemorySegment.copy(cells, DOUBLE, first * Double.BYTES, reals, at, count);
    } else if (stride == 1 && type == DType.FLOAT32) {
      MemorySegment some = cells.asSlice(first * Float.BYTES, (long) count * Float.BYTES);
      for (int i = 0; i < count; i++) {
        reals[at + i] = some.getAtIndex(FLOAT, i);
      }
    } else {
      for (int i = 0; i < count; i++) {
        reals[at + i] = real(cells, first + i * stride);
      }
    }
  }

  private double real(MemorySegment cells, long index) {
    if (type == DType.FLOAT64) {
      return cells.get(DOUBLE, index * Double.BYTES);
    }
    return type == DType.FLOAT32
        ? cells.get(FLOAT, index * Float.BYTES)
        : Float.float16ToFloat(cells.get(SHORT, index * Short.BYTES));
  }

  private void loadWholes(long first, long stride, long[] wholes, int at, int count) {
    int size = type.size();
    if (stride != 1) {
      for (int i = 0; i < count; i++) {
        wholes[at + i] = whole(cells, first + i * stride);
      }
      return;
    }
    MemorySegment some = cells.asSlice(first * size, (long) count * size);
    if (size == Long.BYTES) {
      MemorySegment.copy(some, LONG, 0, wholes, at, count);
    } else if (type == DType.INT32) {
      for (int i = 0; i < count; i++) {
        wholes[at + i] = some.getAtIndex(INT, i);
      }
    } else if (type == DType.INT16) {
      for (int i = 0; i < count; i++) {
        wholes[at + i] = some.getAtIndex(SHORT, i);
      }
    } else {
      for (int i = 0; i < count; i++) {
        wholes[at + i] = whole(some, i);
      }
    }
  }

  private long whole(MemorySegment cells, long index) {
    long value =
        switch (type.size()) {
          case Byte.BYTES -> cells.get(BYTE, index);
          case Short.BYTES -> cells.get(SHORT, index * Short.BYTES);
          case Integer.BYTES -> cells.get(INT, index * Integer.BYTES);
          default -> cells.get(LONG, index * Long.BYTES);
        };
    if (Types.isTruth(type)) {
      return value == 0 ? 0 : 1;
    }
    boolean isUnsigned = type instanceof DType number && number.kind() == DType.Kind.UNSIGNED;
    int shift = Long.SIZE - Byte.SIZE * type.size();
    return isUnsigned ? value << shift >>> shift : value;
  }

  private void mark(ValueBlock block, int from, int to) {
    if (block.hasMissing()) {
      Arrays.fill(block.missing, from, to, false);
    }
    if (isReal && hasNull) {
      for (int i = from; i < to; i++) {
        if (block.reals[i] == nullReal) {
          block.miss(i);
        }
      }
    } else if (!isReal && (hasNull || isTime)) {
      long none = hasNull ? nullWhole : Long.MIN_VALUE;
      for (int i = from; i < to; i++) {
        if (block.wholes[i] == none || isTime && block.wholes[i] == Long.MIN_VALUE) {
          block.miss(i);
        }
      }
    }
  }
}
