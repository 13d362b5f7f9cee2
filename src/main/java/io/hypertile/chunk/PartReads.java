package io.hypertile.chunk;

import io.hypertile.chunk.ChunkSource.PartRead;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Reads of neighbouring cells of a chunk that are neighbours in a box as well, without the rest of
 * the chunk.
 *
 * @param target the box's cells
 * @param cellSize bytes of a cell
 */
record PartReads(ChunkSource source, Region box, MemorySegment target, int cellSize) {
  /**
   * Reads some of a chunk's cells.
   *
   * @param wanted the cells, counted from the chunk's first
   * @param boxStart where they go, counted from the box's first cell
   */
  PartRead read(long chunk, Region wanted, long[] boxStart) {
    Shape chunkShape = source.grid().chunkShape();
    if (source.isAnyLength() || !wanted.isRunOf(chunkShape)) {
      return PartRead.ONLY_WHOLE;
    }
    Region inBox = Region.at(boxStart, wanted.shape());
    Optional<MemorySegment> run = RegionCopy.findRun(target, box.shape(), inBox, cellSize);
    long from = 0;
    long[] strides = chunkShape.strides();
    for (int axis = 0; axis < strides.length; axis++) {
      from += wanted.start(axis) * strides[axis];
    }
    return run.isPresent()
        ? source.readPart(chunk, from * cellSize, run.get())
        : PartRead.ONLY_WHOLE;
  }
}
