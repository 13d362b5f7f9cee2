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
import io.hypertile.ndarray.Float16;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Writes values as cells of one type.
 *
 * @param type of the cells
 * @param nulls the cell of places without a value; NaN or NaT without one
 */
record CellWriting(CellType type, Optional<FillValue> nulls) {
  /**
   * Writes the first values of a block.
   *
   * @param target memory for exactly these cells
   * @throws io.hypertile.error.ServiceException {@code value-out-of-range} if a place without a
   *     value has no cell that says so
   */
  void write(ValueBlock block, int count, MemorySegment target) {
    if (Types.isFloat(type)) {
      reals(block.reals, count, target);
    } else {
      wholes(block.wholes, count, target);
    }
    if (block.hasMissing()) {
      putNulls(block, count, target);
    }
  }

  private void reals(double[] values, int count, MemorySegment target) {
    if (type == DType.FLOAT64) {
      MemorySegment.copy(values, 0, target, DOUBLE, 0, count);
    } else if (type == DType.FLOAT32) {
      for (int i = 0; i < count; i++) {
        target.setAtIndex(FLOAT, i, (float) values[i]);
      }
    } else {
      for (int i = 0; i < count; i++) {
        target.setAtIndex(SHORT, i, Float16.ofDouble(values[i]));
      }
    }
  }

  private void wholes(long[] values, int count, MemorySegment target) {
    switch (type.size()) {
      case Byte.BYTES -> {
        for (int i = 0; i < count; i++) {
          target.set(BYTE, i, (byte) values[i]);
        }
      }
      case Short.BYTES -> {
        for (int i = 0; i < count; i++) {
          target.setAtIndex(SHORT, i, (short) values[i]);
        }
      }
      case Integer.BYTES -> {
        for (int i = 0; i < count; i++) {
          target.setAtIndex(INT, i, (int) values[i]);
        }
      }
      default -> MemorySegment.copy(values, 0, target, LONG, 0, count);
    }
  }

  private void putNulls(ValueBlock block, int count, MemorySegment target) {
    Optional<MemorySegment> none = none();
    int size = type.size();
    for (int i = 0; i < count; i++) {
      if (block.missing[i]) {
        MemorySegment cell = none.orElseThrow(this::noNull);
        MemorySegment.copy(cell, 0, target, (long) i * size, size);
      }
    }
  }

  private RuntimeException noNull() {
    return ExpressionFaults.value(
        "A value is null, and %s without a declared fill value have no null; give another value by"
                .formatted(type.numpyName())
            + " where(isnan(x), 0, x); nothing was changed.");
  }

  private Optional<MemorySegment> none() {
    if (nulls.isPresent()) {
      return Optional.of(MemorySegment.ofArray(nulls.get().bytes()));
    }
    if (type instanceof DType number && !number.isInteger()) {
      return Optional.of(MemorySegment.ofArray(FillValue.defaultOf(number).bytes()));
    }
    return Types.isTime(type)
        ? Optional.of(MemorySegment.ofArray(FillValue.defaultOf(DType.INT64).bytes()))
        : Optional.empty();
  }
}
