package io.hypertile.hdf5;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Float16;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Turns floats as a file stores them into those of a dtype: the width of floats. */
public final class CellConversion {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
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

  /**
   * Converts little-endian floats, or the two parts of complex numbers, to another width.
   *
   * @param source cells of the type from
   * @param target room for as many cells of the type to
   */
  public static void convert(MemorySegment source, DType from, MemorySegment target, DType to) {
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
        case 2 -> target.set(SHORT, 2 * i, Float16.ofDouble(value));
        case 4 -> target.set(FLOAT, 4 * i, (float) value);
        default -> target.set(DOUBLE, 8 * i, value);
      }
    }
  }
}
