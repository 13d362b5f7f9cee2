package io.hypertile.ndarray;

/**
 * The grid of chunks that an array is cut into: equal boxes from the first cell on, those at the
 * upper edges cut by the array's shape. Chunks are numbered in C order over the grid. Immutable.
 *
 * @param shape lengths of the array
 * @param chunkShape lengths of a chunk, of the same rank, none zero
 */
public record ChunkGrid(Shape shape, Shape chunkShape) {
  /** Checks that the ranks agree. */
  public ChunkGrid {
    if (shape.rank() != chunkShape.rank()) {
      throw new IllegalArgumentException(chunkShape + " for chunks of " + shape);
    }
  }

  /** Chunks along each axis. */
  public Shape counts() {
    long[] counts = new long[shape.rank()];
    for (int axis = 0; axis < counts.length; axis++) {
      counts[axis] = Math.ceilDiv(shape.length(axis), chunkShape.length(axis));
    }
    return Shape.of(counts);
  }

  /**
   * The chunks that a box touches, as a box counted in chunks; an empty one touches none.
   *
   * @param box a box within the array
   */
  public Region touched(Region box) {
    long[] start = new long[shape.rank()];
    long[] stop = new long[shape.rank()];
    for (int axis = 0; axis < start.length && !box.isEmpty(); axis++) {
      start[axis] = box.start(axis) / chunkShape.length(axis);
      stop[axis] = (box.stop(axis) - 1) / chunkShape.length(axis) + 1;
    }
    return Region.of(start, stop);
  }

  /**
   * The cells of a chunk that are in the array.
   *
   * @param position place of the chunk along each axis, counted in chunks
   */
  public Region region(long[] position) {
    long[] start = new long[shape.rank()];
    long[] stop = new long[shape.rank()];
    for (int axis = 0; axis < start.length; axis++) {
      start[axis] = position[axis] * chunkShape.length(axis);
      stop[axis] = Math.min(shape.length(axis), start[axis] + chunkShape.length(axis));
    }
    return Region.of(start, stop);
  }
}
