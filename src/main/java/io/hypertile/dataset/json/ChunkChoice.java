package io.hypertile.dataset.json;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;

/** Chunks of arrays whose definition names none: all of a small array, pieces of a large one. */
final class ChunkChoice {
  /** Most bytes of the cells of a chunk. */
  static final long MOST_BYTES = 512L << 20;

  /** Most bytes of a chunk that nobody asked for. */
  private static final long CHOSEN_BYTES = 16L << 20;

  /** About the bytes of a chunk along an axis that is empty, and so is to grow. */
  private static final long GROWING_BYTES = 64L << 10;

  private ChunkChoice() {}

  static boolean isPossible(Shape chunk, CellType type) {
    try {
      return chunk.bytes(type) <= MOST_BYTES;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  static Shape of(Shape shape, CellType type) {
    long[] chunk = shape.toArray();
    int growing = -1;
    for (int axis = 0; axis < chunk.length; axis++) {
      if (chunk[axis] == 0) {
        growing = growing < 0 ? axis : growing;
        chunk[axis] = 1;
      }
    }
    while (bytes(chunk, type) > CHOSEN_BYTES) {
      int longest = longest(chunk);
      chunk[longest] = Math.ceilDiv(chunk[longest], 2);
    }
    if (growing >= 0) {
      chunk[growing] = Math.max(1, GROWING_BYTES / bytes(chunk, type));
    }
    return Shape.of(chunk);
  }

  private static long bytes(long[] chunk, CellType type) {
    return Shape.of(chunk).bytes(type);
  }

  private static int longest(long[] chunk) {
    int longest = 0;
    for (int axis = 1; axis < chunk.length; axis++) {
      if (chunk[axis] > chunk[longest]) {
        longest = axis;
      }
    }
    return longest;
  }
}
