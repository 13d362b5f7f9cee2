package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Turns elements into rows of their first, second, … bits, and back. The number of elements is a
 * multiple of 8; bit b of element i is bit i % 8 of byte i / 8 of row b.
 */
final class BitTranspose {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private BitTranspose() {}

  /** Rows from elements; the segments have the same size. */
  static void shuffle(
      MemorySegment source, MemorySegment target, MemorySegment scratch, int elementSize) {
    ByteTranspose.shuffle(source, scratch, elementSize);
    long groups = source.byteSize() / elementSize / 8;
    for (int plane = 0; plane < elementSize; plane++) {
      long from = plane * groups * 8;
      for (long group = 0; group < groups; group++) {
        long bits = transpose(scratch.get(LONG, from + 8 * group));
        for (int row = 0; row < 8; row++) {
          target.set(BYTE, from + row * groups + group, (byte) (bits >>> 8 * row));
        }
      }
    }
  }

  /** Elements from rows; the segments have the same size. */
  static void unshuffle(
      MemorySegment source, MemorySegment target, MemorySegment scratch, int elementSize) {
    long groups = source.byteSize() / elementSize / 8;
    for (int plane = 0; plane < elementSize; plane++) {
      long from = plane * groups * 8;
      for (long group = 0; group < groups; group++) {
        long bits = 0;
        for (int row = 0; row < 8; row++) {
          bits |= (source.get(BYTE, from + row * groups + group) & 0xffL) << 8 * row;
        }
        scratch.set(LONG, from + 8 * group, transpose(bits));
      }
    }
    ByteTranspose.unshuffle(scratch, target, elementSize);
  }

  /** Transposes 8 x 8 bits; doing it twice changes nothing. */
  private static long transpose(long matrix) {
    long bits = matrix;
    long swap = (bits ^ (bits >>> 7)) & 0x00aa00aa00aa00aaL;
    bits ^= swap ^ (swap << 7);
    swap = (bits ^ (bits >>> 14)) & 0x0000cccc0000ccccL;
    bits ^= swap ^ (swap << 14);
    swap = (bits ^ (bits >>> 28)) & 0x00000000f0f0f0f0L;
    return bits ^ swap ^ (swap << 28);
  }
}
