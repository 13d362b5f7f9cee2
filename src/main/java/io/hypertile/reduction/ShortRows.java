package io.hypertile.reduction;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Rows of int16 without a null value, each cell of which is added to the sum of its place: two rows
 * at a time, in loops that become vector instructions, without the numbers of 64 bits that a block
 * makes of them first. Used by one thread.
 */
final class ShortRows {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final short[] some = new short[Block.SIZE];
  private final short[] others = new short[Block.SIZE];

  /**
   * Adds neighbouring cells of all rows, each to the sum of its place.
   *
   * @param first cell of each row
   * @param count at most as many as a block has
   */
  void add(CellRows rows, long first, int count, long[] sums) {
    long row = 0;
    for (; row + 1 < rows.count(); row += 2) {
      load(rows, row, first, some, count);
      load(rows, row + 1, first, others, count);
      add(some, others, sums, count);
    }
    if (row < rows.count()) {
      load(rows, row, first, some, count);
      add(some, sums, count);
    }
  }

  private static void load(CellRows rows, long row, long first, short[] target, int count) {
    long at = (row * rows.length() + first) * Short.BYTES;
    MemorySegment.copy(rows.cells(), SHORT, at, target, 0, count);
  }

  private static void add(short[] values, long[] sums, int count) {
    for (int i = 0; i < count; i++) {
      sums[i] += values[i];
    }
  }

  private static void add(short[] values, short[] others, long[] sums, int count) {
    for (int i = 0; i < count; i++) {
      sums[i] += (long) values[i] + others[i];
    }
  }
}
