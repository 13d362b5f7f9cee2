package io.hypertile.dataset.imports;

import io.hypertile.ndarray.Shape;

/** Shapes of chunks for arrays that come without them. */
final class ImportChunks {
  /** An array up to this size is one chunk, as in ATLAS. */
  private static final long LARGEST = 16L << 20;

  private ImportChunks() {}

  /**
   * The shape that a file's becomes: no longer than the array, and at least 1 along each axis.
   *
   * @param chunkShape of the array's rank
   */
  static Shape within(Shape shape, Shape chunkShape) {
    long[] lengths = new long[shape.rank()];
    for (int axis = 0; axis < lengths.length; axis++) {
      long most = shape.length(axis) == 0 ? Long.MAX_VALUE : shape.length(axis);
      lengths[axis] = Math.max(1, Math.min(chunkShape.length(axis), most));
    }
    return Shape.of(lengths);
  }

  /** All of an array; where that is too much, whole inner axes and equal parts of the outer one. */
  static Shape of(Shape shape, int cellBytes) {
    long[] lengths = new long[shape.rank()];
    long bytes = cellBytes;
    for (int axis = lengths.length - 1; axis >= 0; axis--) {
      long length = Math.max(1, shape.length(axis));
      long fitting = Math.max(1, LARGEST / bytes);
      lengths[axis] =
          fitting >= length ? length : Math.ceilDiv(length, Math.ceilDiv(length, fitting));
      bytes = lengths[axis] == length ? bytes * length : LARGEST;
    }
    return Shape.of(lengths);
  }
}
