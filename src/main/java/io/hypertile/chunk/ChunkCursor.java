package io.hypertile.chunk;

import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Walks the chunks that a box touches, in the order of their numbers, or block by block. For one
 * thread.
 */
public final class ChunkCursor {
  private final ChunkGrid grid;
  private final Region region;
  private final long[] gridStrides;
  private final @Nullable ChunkCursor blocks;
  private Region touched;
  private long[] position;
  private boolean isStarted;
  private boolean hasBlock;

  /** A cursor in front of the first chunk that a region of the grid's array touches. */
  public ChunkCursor(ChunkGrid grid, Region region) {
    this(grid, region, null);
    hasBlock = true;
    begin(region);
  }

  private ChunkCursor(ChunkGrid grid, Region region, @Nullable ChunkCursor blocks) {
    this.grid = grid;
    this.region = region;
    this.gridStrides = grid.counts().strides();
    this.touched = Region.whole(grid.counts());
    this.position = touched.startArray();
    this.blocks = blocks;
  }

  /**
   * A cursor that walks all chunks of a block before those of the next one.
   *
   * @param blockShape shape of a block, of whole chunks
   */
  public static ChunkCursor byBlocks(ChunkGrid grid, Region region, Shape blockShape) {
    ChunkGrid blocks = new ChunkGrid(grid.shape(), blockShape);
    ChunkCursor cursor = new ChunkCursor(grid, region, new ChunkCursor(blocks, region));
    // As if a block had just ended.
    cursor.isStarted = true;
    return cursor;
  }

  /** Goes to the first chunk of a part of the region. */
  private void begin(Region part) {
    touched = grid.touched(part);
    position = touched.startArray();
  }

  /** Moves on; false when there is no further chunk. */
  public boolean next() {
    if (!isStarted) {
      isStarted = true;
      return !region.isEmpty();
    }
    return hasBlock && advance() || nextBlock();
  }

  private boolean nextBlock() {
    hasBlock = blocks != null && blocks.next();
    if (hasBlock) {
      begin(blocks.box());
    }
    return hasBlock;
  }

  private boolean advance() {
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
