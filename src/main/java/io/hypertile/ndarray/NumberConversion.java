package io.hypertile.ndarray;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * Turns cells of one dtype and byte order into little-endian cells of another, number by number:
 *
 * <ul>
 *   <li>whole numbers must be in range, and exactly representable where the target is a float;
 *   <li>floats must be whole and in range where the target is an integer; NaN and infinities never
 *       fit there;
 *   <li>floats of a narrower target are rounded to nearest, ties to even; NaN and infinities stay,
 *       a finite number beyond the range does not fit;
 *   <li>real numbers become complex ones with imaginary part 0; the reverse is not possible.
 * </ul>
 *
 * <p>Holds working memory of a fixed size; used by one thread at a time.
 */
public final class NumberConversion {
  private static final int BLOCK = 1024;

  private final DType source;
  private final DType target;
  private final boolean reversed;
  private final CellLoad load;
  private final CellStore store;
  private final long[] wholes = new long[BLOCK];
  private final double[] reals = new double[BLOCK];

  private NumberConversion(DType source, boolean reversed, DType target) {
    this.source = source;
    this.target = target;
    this.reversed = reversed;
    this.load = new CellLoad(component(source), reversed);
    this.store = new CellStore(component(target), target.size() / components(source));
  }

  /** Form of a number between reading and writing. */
  enum Carrier {
    WHOLE,
    REAL,
    EXTENDED
  }

  /** Whether numbers of the source type can fit the target type at all. */
  public static boolean isPossible(DType source, DType target) {
    return source.kind() != DType.Kind.COMPLEX || target.kind() == DType.Kind.COMPLEX;
  }

  /** Whether cells of both types have the same bytes for the same numbers. */
  public static boolean isSame(DType one, DType other) {
    return component(one) == component(other) && components(one) == components(other);
  }

  /**
   * The conversion between two types.
   *
   * @param order byte order of the source; of no meaning for one-byte types
   * @throws IllegalArgumentException if it is not possible, see {@link #isPossible}
   */
  public static NumberConversion of(DType source, ByteOrder order, DType target) {
    if (!isPossible(source, target)) {
      throw new IllegalArgumentException(source + " cannot become " + target);
    }
    boolean reversed = order == ByteOrder.BIG_ENDIAN && source.componentSize() > 1;
    return new NumberConversion(source, reversed, target);
  }

  /** The type of one number of a cell; types with the same bytes count as one. */
  static DType component(DType dtype) {
    return switch (dtype) {
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> dtype;
      case FLOAT16, FLOAT32, FLOAT64, LONGDOUBLE -> dtype;
      case LONGLONG -> DType.INT64;
      case ULONGLONG -> DType.UINT64;
      case COMPLEX64 -> DType.FLOAT32;
      case COMPLEX128 -> DType.FLOAT64;
      case CLONGDOUBLE -> DType.LONGDOUBLE;
    };
  }

  static Carrier carrier(DType component) {
    if (component == DType.LONGDOUBLE) {
      return Carrier.EXTENDED;
    }
    return component.isInteger() ? Carrier.WHOLE : Carrier.REAL;
  }

  private static int components(DType dtype) {
    return dtype.kind() == DType.Kind.COMPLEX ? 2 : 1;
  }

  /** Whether source and target cells have the same bytes. */
  public boolean isIdentity() {
    return !reversed && isSame(source, target);
  }

  /**
   * Converts cells. Source and target do not overlap.
   *
   * @param from the source cells, from its first byte on
   * @param to gets the target cells, from its first byte on
   * @param cells number of cells
   * @return -1 when all fit, else the number of the first cell, from 0, that does not; the target's
   *     content is undefined then
   */
  public long convert(MemorySegment from, MemorySegment to, long cells) {
    if (isIdentity()) {
      MemorySegment.copy(from, 0, to, 0, cells * source.size());
      return -1;
    }
    if (isSame(source, target)) {
      ByteSwap.copy(from, to, cells * source.size(), source.componentSize());
      return -1;
    }
    if (components(source) < components(target)) {
      to.asSlice(0, cells * target.size()).fill((byte) 0);
    }
    int width = components(source);
    long numbers = cells * width;
    for (long done = 0; done < numbers; done += BLOCK) {
      int count = (int) Math.min(BLOCK, numbers - done);
      int wrong =
          switch (load.carrier()) {
            case WHOLE -> wholeBlock(from, to, done, count);
            case REAL -> realBlock(from, to, done, count);
            case EXTENDED -> extendedBlock(from, to, done, count);
          };
      if (wrong >= 0) {
        return (done + wrong) / width;
      }
    }
    return -1;
  }

  private int wholeBlock(MemorySegment from, MemorySegment to, long first, int count) {
    load.wholes(from, first, wholes, count);
    int wrong = -1;
    switch (store.carrier()) {
      case WHOLE -> {
        wrong = store.findOutside(wholes, load.isUnsigned64(), count);
        store.wholes(wholes, to, first, count);
      }
      case REAL -> {
        wrong = store.toReals(wholes, load.isUnsigned64(), reals, count);
        store.reals(reals, to, first, count);
      }
      case EXTENDED -> {
        for (int i = 0; i < count; i++) {
          boolean negative = wholes[i] < 0 && !load.isUnsigned64();
          X87 number = X87.ofWhole(negative, negative ? -wholes[i] : wholes[i]);
          store.extended(number, to, first + i);
        }
      }
    }
    return wrong;
  }

  private int realBlock(MemorySegment from, MemorySegment to, long first, int count) {
    load.reals(from, first, reals, count);
    int wrong = -1;
    switch (store.carrier()) {
      case WHOLE -> {
        wrong = store.toWholes(reals, wholes, count);
        store.wholes(wholes, to, first, count);
      }
      case REAL -> {
        wrong = store.findTooLarge(reals, count);
        store.reals(reals, to, first, count);
      }
      case EXTENDED -> {
        for (int i = 0; i < count; i++) {
          store.extended(X87.of(reals[i]), to, first + i);
        }
      }
    }
    return wrong;
  }

  private int extendedBlock(MemorySegment from, MemorySegment to, long first, int count) {
    for (int i = 0; i < count; i++) {
      X87 number = load.extended(from, first + i);
      boolean fits =
          switch (store.carrier()) {
            case WHOLE -> store.toWhole(number, wholes, i);
            case REAL -> store.toReal(number, reals, i);
            case EXTENDED -> {
              store.extended(number, to, first + i);
              yield true;
            }
          };
      if (!fits) {
        return i;
      }
    }
    switch (store.carrier()) {
      case WHOLE -> store.wholes(wholes, to, first, count);
      case REAL -> store.reals(reals, to, first, count);
      case EXTENDED -> {}
    }
    return -1;
  }
}
