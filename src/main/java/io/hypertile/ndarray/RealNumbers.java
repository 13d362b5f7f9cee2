package io.hypertile.ndarray;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Loads neighbouring cells of a real type as float64, NaN for nulls. Whole numbers of 64 bits and
 * 80-bit floats are rounded to the nearest. Used by one thread.
 */
public final class RealNumbers {
  /** Most cells that are loaded at a time. */
  public static final int MOST = 1024;

  private final CellLoad load;
  private final long[] wholes = new long[MOST];
  private final boolean hasNull;
  private final long nullWhole;
  private final double nullReal;

  /**
   * Loads cells of a type.
   *
   * @param dtype real, neither complex nor anything but numbers
   * @param nulls value of that type that stands for null, as NaN does in any case
   */
  public RealNumbers(DType dtype, Optional<FillValue> nulls) {
    this.load = new CellLoad(NumberConversion.component(dtype), false);
    this.hasNull = nulls.isPresent();
    double[] real = {Double.NaN};
    long[] whole = {0};
    if (nulls.isPresent()) {
      MemorySegment cell = MemorySegment.ofArray(nulls.get().bytes());
      switch (load.carrier()) {
        case WHOLE -> load.wholes(cell, 0, whole, 1);
        case REAL -> load.reals(cell, 0, real, 1);
        case EXTENDED -> real[0] = load.extended(cell, 0).toDouble();
      }
    }
    this.nullWhole = whole[0];
    this.nullReal = real[0];
  }

  /**
   * Loads cells.
   *
   * @param cells whole cells, little endian
   * @param first number of the first cell, counted from the first of the memory
   * @param reals gets the numbers, from its first on
   * @param count at most {@link #MOST}
   */
  public void load(MemorySegment cells, long first, double[] reals, int count) {
    switch (load.carrier()) {
      case WHOLE -> {
        load.wholes(cells, first, wholes, count);
        boolean isUnsigned = load.isUnsigned64();
        for (int i = 0; i < count; i++) {
          reals[i] = isUnsigned ? unsigned(wholes[i]) : wholes[i];
        }
        for (int i = 0; hasNull && i < count; i++) {
          reals[i] = wholes[i] == nullWhole ? Double.NaN : reals[i];
        }
      }
      case REAL -> {
        load.reals(cells, first, reals, count);
        hideNulls(reals, count);
      }
      case EXTENDED -> {
        for (int i = 0; i < count; i++) {
          reals[i] = load.extended(cells, first + i).toDouble();
        }
        hideNulls(reals, count);
      }
    }
  }

  private void hideNulls(double[] reals, int count) {
    for (int i = 0; hasNull && i < count; i++) {
      reals[i] = reals[i] == nullReal ? Double.NaN : reals[i];
    }
  }

  /** The nearest float64 of a whole number of 64 bits without a sign. */
  public static double unsigned(long whole) {
    // The lowest bit is kept in the next, so that rounding is not done twice.
    return whole < 0 ? (double) (whole >>> 1 | whole & 1) * 2 : (double) whole;
  }
}
