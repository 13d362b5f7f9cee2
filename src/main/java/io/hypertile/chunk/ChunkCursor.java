package io.hypertile.chunk;

import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Region;

/** Walks the chunks that a box touches, in the order of their numbers. For one thread. */
public final class ChunkCursor {
  private final ChunkGrid grid;
  private final Region region;
  private final long[] gridStrides;
  private final Region touched;
  private final long[] position;
  private boolean isStarted;

  /** A cursor in front of the first chunk that a region of the grid's array touches. */
  public ChunkCursor(ChunkGrid grid, Region region) {
    this.grid = grid;
    this.region = region;
    this.gridStrides = grid.counts().strides();
    this.touched = grid.touched(region);
    this.position = touched.startArray();
  }

  /** Moves on; false when there is no further chunk. */
  public boolean next() {
    if (!isStarted) {
      isStarted = true;
      return !region.isEmpty();
    }
    int axis = position.length - 1;
    while (axis >= 0 && ++position[axis] == touched.stop(axis)) {
      position[axis] = touched.start(axis);
      axis--;
    }
    return axis >= 0;
  }

  /** Number of the chunk in the grid. */
  public long chunk() {
    long chunk = 0;
    for (int axis = 0; axis < position.length; axis++) {
      chunk += position[axis] * gridStrides[axis];
    }
    return chunk;
  }

  /** The cells of the chunk that are in the array. */
  public Region chunkRegion() {
    return grid.region(position);
  }

  /** The cells of the chunk that are in the box. */
  public Region box() {
    return chunkRegion().intersection(region).orElseThrow();
  }

  /** {@link #box} counted from the chunk's first cell. */
  Region boxInChunk() {
    return box().relativeTo(chunkRegion());
  }

  /** The first cell of {@link #box} counted from the region's first cell. */
  long[] boxStart() {
    return box().relativeTo(region).startArray();
  }
}
