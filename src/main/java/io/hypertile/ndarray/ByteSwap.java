package io.hypertile.ndarray;

import static io.hypertile.ndarray.CellLayouts.INT;
import static io.hypertile.ndarray.CellLayouts.LONG;
import static io.hypertile.ndarray.CellLayouts.SHORT;

import java.lang.foreign.MemorySegment;

/** Gives numbers with their bytes in reverse order. */
public final class ByteSwap {
  private ByteSwap() {}

  /**
   * Reverses the bytes of every number in place.
   *
   * @param cells a whole number of numbers
   * @param width bytes of a number: 2, 4, 8 or 16
   */
  public static void inPlace(MemorySegment cells, int width) {
    copy(cells, cells, cells.byteSize(), width);
  }

  /**
   * Copies numbers.
   *
   * @param to other memory, or the same from the same byte on
   * @param bytes a whole number of numbers
   * @param width bytes of a number: 2, 4, 8 or 16
   */
  static void copy(MemorySegment from, MemorySegment to, long bytes, int width) {
    switch (width) {
      case 2 -> {
        for (long at = 0; at < bytes; at += 2) {
          to.set(SHORT, at, Short.reverseBytes(from.get(SHORT, at)));
        }
      }
      case 4 -> {
        for (long at = 0; at < bytes; at += 4) {
          to.set(INT, at, Integer.reverseBytes(from.get(INT, at)));
        }
      }
      case 8 -> {
        for (long at = 0; at < bytes; at += 8) {
          to.set(LONG, at, Long.reverseBytes(from.get(LONG, at)));
        }
      }
      case 16 -> {
        for (long at = 0; at < bytes; at += 16) {
          long lower = from.get(LONG, at);
          to.set(LONG, at, Long.reverseBytes(from.get(LONG, at + 8)));
          to.set(LONG, at + 8, Long.reverseBytes(lower));
        }
      }
      default -> throw new IllegalArgumentException("no number has " + width + " bytes");
    }
  }
}
