package io.hypertile.partition.schema;

import io.hypertile.ndarray.Shape;
import java.util.Optional;

/** Decision on the shape of shards (zcollection-rules.md 131, 132). */
public final class ShardShapes {
  private ShardShapes() {}

  /**
   * The shape of an array's shards; empty if its chunks are not put together.
   *
   * @param chunks cells of a chunk along each axis
   * @param shape of the array
   * @param cellBytes bytes of a cell
   * @param budget most bytes of the cells of a shard before it is clipped to the array
   */
  public static Optional<Shape> of(Shape chunks, Shape shape, int cellBytes, long budget) {
    int rank = chunks.rank();
    double bytes = cellBytes;
    for (int axis = 0; axis < rank; axis++) {
      bytes *= chunks.length(axis);
    }
    if (rank == 0 || bytes >= budget) {
      return Optional.empty();
    }
    long[] multipliers = new long[rank];
    java.util.Arrays.fill(multipliers, 1);
    int grown = widest(chunks, shape, multipliers);
    while (grown >= 0 && 2 * bytes <= budget) {
      multipliers[grown] *= 2;
      bytes *= 2;
      grown = widest(chunks, shape, multipliers);
    }
    long[] shard = new long[rank];
    boolean isChunk = true;
    for (int axis = 0; axis < rank; axis++) {
      shard[axis] = Math.min(chunks.length(axis) * multipliers[axis], shape.length(axis));
      isChunk &= shard[axis] == Math.min(chunks.length(axis), shape.length(axis));
    }
    return isChunk ? Optional.empty() : Optional.of(Shape.of(shard));
  }

  /** The first of the longest axes that can be doubled; -1 if none can. */
  private static int widest(Shape chunks, Shape shape, long[] multipliers) {
    int widest = -1;
    for (int axis = 0; axis < multipliers.length; axis++) {
      long most = Math.max(1, shape.length(axis) / chunks.length(axis));
      boolean canGrow = 2 * multipliers[axis] <= most;
      if (canGrow
          && (widest < 0
              || extent(chunks, multipliers, axis) > extent(chunks, multipliers, widest))) {
        widest = axis;
      }
    }
    return widest;
  }

  private static long extent(Shape chunks, long[] multipliers, int axis) {
    return chunks.length(axis) * multipliers[axis];
  }
}
