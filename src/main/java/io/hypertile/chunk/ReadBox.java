package io.hypertile.chunk;

import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import java.util.Optional;

/**
 * Box of an array to read, and the memory for its cells.
 *
 * @param region a box of the array, not empty
 * @param target exactly the box's bytes, with fill values where chunks may be absent
 * @param cellSize bytes of a cell
 */
public record ReadBox(Region region, CellBlock target, int cellSize) {
  /** Stands for threads other than the caller's, which are not known yet. */
  private static final Thread SOME_THREAD = Thread.ofPlatform().unstarted(() -> {});

  /**
   * The part of the target that is the whole of a chunk; empty if its cells do not lie in the
   * target as they lie in the chunk.
   *
   * @param chunk its cells that are in the array
   */
  public Optional<CellBlock> place(Region chunk, Shape chunkShape) {
    if (!chunk.shape().equals(chunkShape) || !region.contains(chunk)) {
      return Optional.empty();
    }
    Region inTarget = chunk.relativeTo(region);
    return RegionCopy.findRun(target.cells(), region.shape(), inTarget, cellSize).map(target::with);
  }

  /** Whether threads other than that of the caller may fill the target. */
  public boolean isForAnyThread() {
    return target.cells().isAccessibleBy(SOME_THREAD);
  }
}
