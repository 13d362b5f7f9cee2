package io.hypertile.engine.hdf5;

import io.hypertile.ndarray.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Turns cells as a file stores them into cells of a dtype: byte order and width of floats. */
final class CellConversion {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private CellConversion() {}

  /** Whether cells of one type can be given in the width of another of the same kind. */
  static boolean isPossible(DType from, DType to) {
    return from.kind() == to.kind()
        && !from.isInteger()
        && from.componentSize() <= 8
        && to.componentSize() <= 8;
  }

  /** Reverses the bytes of every number in place. */
  static void swap(MemorySegment cells, int numberSize) {
    long size = cells.byteSize();
    switch (numberSize) {
      case 2 -> {
        for (long at = 0; at < size; at += 2) {
          cells.set(SHORT, at, Short.reverseBytes(cells.get(SHORT, at)));
        }
      }
      case 4 -> {
        for (long at = 0; at < size; at += 4) {
          cells.set(INT, at, Integer.reverseBytes(cells.get(INT, at)));
        }
      }
      case 8 -> {
        for (long at = 0; at < size; at += 8) {
          cells.set(LONG, at, Long.reverseBytes(cells.get(LONG, at)));
        }
      }
      case 16 -> {
        for (long at = 0; at < size; at += 16) {
          long lower = cells.get(LONG, at);
          cells.set(LONG, at, Long.reverseBytes(cells.get(LONG, at + 8)));
          cells.set(LONG, at + 8, Long.reverseBytes(lower));
        }
      }
      default -> throw new IllegalArgumentException("numbers of " + numberSize + " bytes");
    }
  }

  /**
   * Converts little-endian floats, or the two parts of complex numbers, to another width.
   *
   * @param source cells of the type from
   * @param target room for as many cells of the type to
   */
  static void convert(MemorySegment source, DType from, MemorySegment target, DType to) {
    int sourceSize = from.componentSize();
    int targetSize = to.componentSize();
    long count = source.byteSize() / sourceSize;
    for (long i = 0; i < count; i++) {
      double value =
          switch (sourceSize) {
            case 2 -> Float.float16ToFloat(source.get(SHORT, 2 * i));
            case 4 -> source.get(FLOAT, 4 * i);
            default -> source.get(DOUBLE, 8 * i);
          };
      switch (targetSize) {
        case 2 -> target.set(SHORT, 2 * i, half(value));
        case 4 -> target.set(FLOAT, 4 * i, (float) value);
        default -> target.set(DOUBLE, 8 * i, value);
      }
    }
  }

  /** The nearest half, rounded once: going through a float could round twice. */
  private static short half(double value) {
    float rounded = (float) value;
    if (rounded != value && !Double.isNaN(value)) {
      // Rounding to odd keeps the information that the second rounding needs.
      float other = Math.abs(rounded) > Math.abs(value) ? Math.nextAfter(rounded, 0) : rounded;
      rounded =
          (Float.floatToRawIntBits(other) & 1) == 0
              ? Float.intBitsToFloat(Float.floatToRawIntBits(other) | 1)
              : other;
    }
    return Float.floatToFloat16(rounded);
  }
}
