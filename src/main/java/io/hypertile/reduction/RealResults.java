package io.hypertile.reduction;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Float16;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Results that are floats, on their way to memory a block at a time. */
final class RealResults {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat SINGLE =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble REAL =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private RealResults() {}

  /**
   * Writes results as cells.
   *
   * @param type float16, float32 or float64
   * @param target memory of exactly the bytes of all results
   */
  static void put(Accumulator results, DType type, MemorySegment target) {
    double[] reals = new double[Block.SIZE];
    float[] singles = new float[type == DType.FLOAT32 ? Block.SIZE : 0];
    long all = target.byteSize() / type.size();
    for (long first = 0; first < all; first += Block.SIZE) {
      int count = (int) Math.min(Block.SIZE, all - first);
      results.reals(first, count, reals);
      long at = first * type.size();
      switch (type) {
        case FLOAT16 -> {
          for (int i = 0; i < count; i++) {
            target.set(SHORT, at + (long) i * Short.BYTES, Float16.ofDouble(reals[i]));
          }
        }
        case FLOAT32 -> {
          for (int i = 0; i < count; i++) {
            singles[i] = (float) reals[i];
          }
          MemorySegment.copy(singles, 0, target, SINGLE, at, count);
        }
        case FLOAT64 -> MemorySegment.copy(reals, 0, target, REAL, at, count);
        default -> throw new IllegalStateException(type + " is no float of up to 64 bits");
      }
    }
  }
}
