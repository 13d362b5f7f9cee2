package io.hypertile.zarr.codec;

import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Cells between an array and the same array with its axes in another order. Immutable.
 *
 * @param decoded shape of the decoded array
 * @param order axis i of the encoded array is this axis of the decoded one
 */
record Transposition(Shape decoded, int[] order) {
  /** Axes as they are. */
  static Transposition none(Shape shape) {
    int[] order = new int[shape.rank()];
    for (int axis = 0; axis < order.length; axis++) {
      order[axis] = axis;
    }
    return new Transposition(shape, order);
  }

  /**
   * The transposition by this one and then another, whose order is of the axes that this one gives.
   */
  Transposition then(long[] next) {
    int[] both = new int[order.length];
    for (int axis = 0; axis < both.length; axis++) {
      both[axis] = order[(int) next[axis]];
    }
    return new Transposition(decoded, both);
  }

  /** Shape of the encoded array. */
  Shape encoded() {
    long[] lengths = new long[order.length];
    for (int axis = 0; axis < lengths.length; axis++) {
      lengths[axis] = decoded.length(order[axis]);
    }
    return Shape.of(lengths);
  }

  boolean isNone() {
    for (int axis = 0; axis < order.length; axis++) {
      if (order[axis] != axis) {
        return false;
      }
    }
    return true;
  }

  void decode(MemorySegment encoded, MemorySegment target, int cellBytes) {
    copy(encoded, target, cellBytes, true);
  }

  void encode(MemorySegment source, MemorySegment encoded, int cellBytes) {
    copy(source, encoded, cellBytes, false);
  }

  /** Walks the encoded array in its order, and the decoded one by its strides. */
  private void copy(MemorySegment from, MemorySegment to, int cellBytes, boolean isDecoding) {
    Shape encoded = encoded();
    long cells = encoded.cells();
    long[] strides = new long[order.length];
    long[] plain = decoded.strides();
    for (int axis = 0; axis < strides.length; axis++) {
      strides[axis] = plain[order[axis]];
    }
    long[] position = new long[order.length];
    long at = 0;
    for (long cell = 0; cell < cells; cell++) {
      long source = (isDecoding ? cell : at) * cellBytes;
      long target = (isDecoding ? at : cell) * cellBytes;
      copyCell(from, source, to, target, cellBytes);
      for (int axis = order.length - 1; axis >= 0; axis--) {
        at += strides[axis];
        if (++position[axis] < encoded.length(axis)) {
          break;
        }
        at -= strides[axis] * position[axis];
        position[axis] = 0;
      }
    }
  }

  private static void copyCell(
      MemorySegment from, long source, MemorySegment to, long target, int cellBytes) {
    switch (cellBytes) {
      case 1 -> to.set(ValueLayout.JAVA_BYTE, target, from.get(ValueLayout.JAVA_BYTE, source));
      case 2 ->
          to.set(
              ValueLayout.JAVA_SHORT_UNALIGNED,
              target,
              from.get(ValueLayout.JAVA_SHORT_UNALIGNED, source));
      case 4 ->
          to.set(
              ValueLayout.JAVA_INT_UNALIGNED,
              target,
              from.get(ValueLayout.JAVA_INT_UNALIGNED, source));
      case 8 ->
          to.set(
              ValueLayout.JAVA_LONG_UNALIGNED,
              target,
              from.get(ValueLayout.JAVA_LONG_UNALIGNED, source));
      default -> MemorySegment.copy(from, source, to, target, cellBytes);
    }
  }
}
