package io.hypertile.hdf5;

import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;

/**
 * Numbering of chunks in arrays of chunk entries: in C order over the greatest shape, with the axis
 * that has no end moved to the front (HDF5 file format, sections VII.C and VII.D). Immutable.
 */
final class EntryNumbering {
  private final Shape counts;
  private final int[] order;
  private final long[] lengths;

  /** Numbers the chunks of a shape. */
  EntryNumbering(Dataspace space, Shape chunkShape) {
    this.counts = new ChunkGrid(space.shape(), chunkShape).counts();
    this.order = new int[counts.rank()];
    this.lengths = new long[counts.rank()];
    int next = 0;
    for (boolean isUnlimited : new boolean[] {true, false}) {
      for (int axis = 0; axis < order.length; axis++) {
        long most = space.maximum().get(axis);
        if (isUnlimited == (most == Dataspace.UNLIMITED)) {
          order[next++] = axis;
          lengths[axis] =
              isUnlimited ? Long.MAX_VALUE : Math.ceilDiv(most, chunkShape.length(axis));
        }
      }
    }
  }

  /** The number of entries; {@link Long#MAX_VALUE} when there is no end. */
  long entries() {
    long entries = 1;
    for (long length : lengths) {
      boolean isTooLarge = length != 0 && entries > Long.MAX_VALUE / length;
      entries = isTooLarge ? Long.MAX_VALUE : entries * length;
    }
    return entries;
  }

  /** The chunk of an entry; -1 when it is outside the array as it is. */
  long chunk(long entry) {
    long[] position = new long[order.length];
    long rest = entry;
    for (int at = order.length - 1; at >= 0; at--) {
      long length = lengths[order[at]];
      if (length == 0) {
        return -1;
      }
      position[order[at]] = rest % length;
      rest /= length;
    }
    long chunk = 0;
    for (int axis = 0; axis < position.length; axis++) {
      if (position[axis] >= counts.length(axis)) {
        return -1;
      }
      chunk = chunk * counts.length(axis) + position[axis];
    }
    return chunk;
  }
}
