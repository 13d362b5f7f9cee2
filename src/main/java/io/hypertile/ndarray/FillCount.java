package io.hypertile.ndarray;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Counts the cells whose bits are those of a fill value. Loops over words count without comparing,
 * by the sign of a difference, because the compiler turns arithmetic into vector instructions and
 * comparisons not: 50 MB take 0.6 ms and not 1 to 10. Several narrow cells are counted in one word.
 */
final class FillCount {
  /** No loop counts more cells than an int holds. */
  private static final long BLOCK = 16 << 20;

  private static final long EACH_BYTE = 0x0101_0101_0101_0101L;
  private static final long EACH_SHORT = 0x0001_0001_0001_0001L;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Bits of the second word of an 80-bit float that are not padding. */
  private static final long EXTENDED_HEAD = 0xffff;

  private FillCount() {}

  static long count(FillValue fill, MemorySegment cells) {
    long count = 0;
    int size = fill.dtype().size();
    long block = Math.max(size, BLOCK / size * size);
    for (long at = 0; at < cells.byteSize(); at += block) {
      count += countBlock(fill, cells.asSlice(at, Math.min(block, cells.byteSize() - at)));
    }
    return count;
  }

  private static long countBlock(FillValue fill, MemorySegment cells) {
    MemorySegment value = MemorySegment.ofArray(fill.bytes());
    if (!(fill.dtype() instanceof DType dtype)) {
      return runs(cells, value);
    }
    return switch (dtype) {
      case INT8, UINT8 -> bytes(cells, value.get(ValueLayout.JAVA_BYTE, 0));
      case INT16, UINT16, FLOAT16 -> shorts(cells, value.get(SHORT, 0));
      case INT32, UINT32, FLOAT32 -> ints(cells, value.get(INT, 0));
      case INT64, LONGLONG, UINT64, ULONGLONG, FLOAT64, COMPLEX64 ->
          longs(cells, value.get(LONG, 0));
      case LONGDOUBLE -> pairs(cells, value, EXTENDED_HEAD);
      case COMPLEX128 -> pairs(cells, value, -1);
      case CLONGDOUBLE -> extendedPairs(cells, value);
    };
  }

  /** Counts cells of a size that no number has. */
  private static long runs(MemorySegment cells, MemorySegment value) {
    long size = value.byteSize();
    long count = 0;
    for (long at = 0; at < cells.byteSize(); at += size) {
      count += MemorySegment.mismatch(cells, at, at + size, value, 0, size) < 0 ? 1 : 0;
    }
    return count;
  }

  private static long bytes(MemorySegment cells, byte value) {
    long words = cells.byteSize() & -Long.BYTES;
    long count = lanes(cells, words, (value & 0xffL) * EACH_BYTE, 0x7f * EACH_BYTE);
    for (long at = words; at < cells.byteSize(); at++) {
      count += cells.get(ValueLayout.JAVA_BYTE, at) == value ? 1 : 0;
    }
    return count;
  }

  private static long shorts(MemorySegment cells, short value) {
    long words = cells.byteSize() & -Long.BYTES;
    long count = lanes(cells, words, (value & 0xffffL) * EACH_SHORT, 0x7fff * EACH_SHORT);
    for (long at = words; at < cells.byteSize(); at += Short.BYTES) {
      count += cells.get(SHORT, at) == value ? 1 : 0;
    }
    return count;
  }

  /**
   * Counts the lanes of words that equal those of a pattern.
   *
   * @param end bytes of the words
   * @param low all bits of each lane but its top one
   */
  private static long lanes(MemorySegment cells, long end, long pattern, long low) {
    long count = 0;
    for (long at = 0; at < end; at += Long.BYTES) {
      long difference = cells.get(LONG, at) ^ pattern;
      // The top bit of a lane stays 0 just where the lane is.
      count += Long.bitCount(~(((difference & low) + low) | difference | low));
    }
    return count;
  }

  private static long ints(MemorySegment cells, int value) {
    int count = 0;
    for (long at = 0; at < cells.byteSize(); at += Integer.BYTES) {
      int difference = cells.get(INT, at) ^ value;
      count += (difference - 1 & ~difference) >>> 31;
    }
    return count;
  }

  private static long longs(MemorySegment cells, long value) {
    long count = 0;
    for (long at = 0; at < cells.byteSize(); at += Long.BYTES) {
      long difference = cells.get(LONG, at) ^ value;
      count += (difference - 1 & ~difference) >>> 63;
    }
    return count;
  }

  /**
   * Counts cells of two words.
   *
   * @param mask bits of the second word that tell cells apart
   */
  private static long pairs(MemorySegment cells, MemorySegment value, long mask) {
    long first = value.get(LONG, 0);
    long second = value.get(LONG, 8);
    long count = 0;
    for (long at = 0; at < cells.byteSize(); at += 2 * Long.BYTES) {
      long difference = cells.get(LONG, at) ^ first;
      difference |= (cells.get(LONG, at + 8) ^ second) & mask;
      count += (difference - 1 & ~difference) >>> 63;
    }
    return count;
  }

  private static long extendedPairs(MemorySegment cells, MemorySegment value) {
    long count = 0;
    for (long at = 0; at < cells.byteSize(); at += 4 * Long.BYTES) {
      boolean same = pairs(cells.asSlice(at, 16), value.asSlice(0, 16), EXTENDED_HEAD) == 1;
      count += same ? pairs(cells.asSlice(at + 16, 16), value.asSlice(16), EXTENDED_HEAD) : 0;
    }
    return count;
  }
}
