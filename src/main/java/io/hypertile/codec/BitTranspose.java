package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Turns elements into rows of their first, second, … bits, and back. The number of elements is a
 * multiple of 8; bit b of element i is bit i % 8 of byte i / 8 of row b. For one thread.
 */
final class BitTranspose {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private final int elementSize;
  private final WordLanes lanes;

  /** For elements of a size. */
  BitTranspose(int elementSize) {
    this.elementSize = elementSize;
    this.lanes = WordLanes.ofBits(elementSize);
  }

  /** Rows from elements; the segments have the same size. */
  void shuffle(MemorySegment source, MemorySegment target) {
    long count = source.byteSize() / elementSize;
    for (long first = lanes.shuffle(source, target, count); first < count; first += 8) {
      for (int plane = 0; plane < elementSize; plane++) {
        long bits = 0;
        for (int i = 0; i < 8; i++) {
          bits |= (source.get(BYTE, (first + i) * elementSize + plane) & 0xffL) << 8 * i;
        }
        bits = transpose(bits);
        long at = plane * count + first / 8;
        for (int row = 0; row < 8; row++) {
          target.set(BYTE, at + row * (count / 8), (byte) (bits >>> 8 * row));
        }
      }
    }
  }

  /** Elements from rows; the segments have the same size. */
  void unshuffle(MemorySegment source, MemorySegment target) {
    long count = source.byteSize() / elementSize;
    for (long first = lanes.unshuffle(source, target, count, 0, count); first < count; first += 8) {
      for (int plane = 0; plane < elementSize; plane++) {
        long bits = 0;
        long at = plane * count + first / 8;
        for (int row = 0; row < 8; row++) {
          bits |= (source.get(BYTE, at + row * (count / 8)) & 0xffL) << 8 * row;
        }
        bits = transpose(bits);
        for (int i = 0; i < 8; i++) {
          target.set(BYTE, (first + i) * elementSize + plane, (byte) (bits >>> 8 * i));
        }
      }
    }
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
