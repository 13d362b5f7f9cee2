package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Turns elements into planes of their first, second, … bytes, and back. For one thread. */
final class ByteTranspose {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private final int elementSize;
  private final WordLanes lanes;

  /** For elements of a size. */
  ByteTranspose(int elementSize) {
    this.elementSize = elementSize;
    this.lanes = WordLanes.ofBytes(elementSize);
  }

  /** Planes from elements; bytes past the last whole element are copied behind the planes. */
  void shuffle(MemorySegment source, MemorySegment target) {
    long size = source.byteSize();
    if (elementSize == 1) {
      MemorySegment.copy(source, 0, target, 0, size);
      return;
    }
    long count = size / elementSize;
    long done = lanes.shuffle(source, target, count);
    for (int plane = 0; plane < elementSize; plane++) {
      long planeStart = plane * count;
      for (long element = done; element < count; element++) {
        target.set(BYTE, planeStart + element, source.get(BYTE, element * elementSize + plane));
      }
    }
    long rest = count * elementSize;
    MemorySegment.copy(source, rest, target, rest, size - rest);
  }

  /** Elements from planes. */
  void unshuffle(MemorySegment source, MemorySegment target) {
    unshuffle(source, target, WantedBytes.all(source.byteSize()));
  }

  /**
   * Some elements from planes, and the bytes past the last whole element.
   *
   * @param wanted bytes of the target, at least one; bytes near them change too
   */
  void unshuffle(MemorySegment source, MemorySegment target, WantedBytes wanted) {
    long size = source.byteSize();
    if (elementSize == 1) {
      MemorySegment.copy(source, 0, target, 0, size);
      return;
    }
    long count = size / elementSize;
    long turn = lanes.elementsOfTurn();
    long first = wanted.start() / elementSize / turn * turn;
    long last =
        Math.min(count, Math.ceilDiv(Math.ceilDiv(wanted.stop(), elementSize), turn) * turn);
    long done = lanes.unshuffle(source, target, count, first, last);
    for (int plane = 0; plane < elementSize; plane++) {
      long planeStart = plane * count;
      for (long element = done; element < last; element++) {
        target.set(BYTE, element * elementSize + plane, source.get(BYTE, planeStart + element));
      }
    }
    long rest = count * elementSize;
    MemorySegment.copy(source, rest, target, rest, size - rest);
  }
}
