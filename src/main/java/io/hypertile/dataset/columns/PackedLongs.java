package io.hypertile.dataset.columns;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of a run in as few bytes as are simple to read: one number for all, four bytes for each
 * where they are small or bits of float64 that are float32 as well, or eight. Immutable.
 */
final class PackedLongs {
  private final long first;
  private final int @Nullable [] small;
  private final boolean isReal;
  private final long @Nullable [] all;

  private PackedLongs(long first, int @Nullable [] small, boolean isReal, long @Nullable [] all) {
    this.first = first;
    this.small = small;
    this.isReal = isReal;
    this.all = all;
  }

  /** Packs numbers, which may be changed later. */
  static PackedLongs of(long[] values) {
    long first = values[0];
    if (Arrays.stream(values).allMatch(value -> value == first)) {
      return new PackedLongs(first, null, false, null);
    }
    if (Arrays.stream(values).allMatch(value -> (int) value == value)) {
      return new PackedLongs(
          first, Arrays.stream(values).mapToInt(value -> (int) value).toArray(), false, null);
    }
    if (Arrays.stream(values).allMatch(value -> real(single(value)) == value)) {
      return new PackedLongs(
          first, Arrays.stream(values).mapToInt(PackedLongs::single).toArray(), true, null);
    }
    return new PackedLongs(first, null, false, values.clone());
  }

  private static int single(long bits) {
    return Float.floatToRawIntBits((float) Double.longBitsToDouble(bits));
  }

  private static long real(int bits) {
    return Double.doubleToRawLongBits(Float.intBitsToFloat(bits));
  }

  long get(int at) {
    int[] few = small;
    if (few != null) {
      return isReal ? real(few[at]) : few[at];
    }
    long[] each = all;
    return each == null ? first : each[at];
  }

  long bytes() {
    int[] few = small;
    long[] each = all;
    return 32
        + (few == null ? 0 : 16L + 4L * few.length)
        + (each == null ? 0 : 16L + 8L * each.length);
  }
}
