package io.hypertile.ndarray;

import static io.hypertile.ndarray.CellLayouts.INT;
import static io.hypertile.ndarray.CellLayouts.LONG;
import static io.hypertile.ndarray.CellLayouts.SHORT;

import java.lang.foreign.MemorySegment;

/** Copies numbers with their bytes in reverse order. */
final class ByteSwap {
  private ByteSwap() {}

  /**
   * Copies numbers.
   *
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
          to.set(LONG, at, Long.reverseBytes(from.get(LONG, at + 8)));
          to.set(LONG, at + 8, Long.reverseBytes(from.get(LONG, at)));
        }
      }
      default -> throw new IllegalArgumentException("no number has " + width + " bytes");
    }
  }
}
