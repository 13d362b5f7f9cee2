package io.hypertile.deker.store.state;

import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;

/**
 * Cells of a contiguous array as they were before a box of it was overwritten in place. Readers
 * opened before the write lay it over what they read from the file, so the order of their reads and
 * of the write does not matter. Immutable.
 *
 * @param region the box that is overwritten
 * @param cells its cells before, in C order; lives until the last reader lets go of it
 */
public record PreImage(Region region, MemorySegment cells) {
  /** Puts the old cells over those of a box that was read from the file. */
  public void restore(Region read, MemorySegment target, int cellSize) {
    region
        .intersection(read)
        .ifPresent(common -> {
          Shape readShape = read.shape();
          RegionCopy.copy(
              cells,
              region.shape(),
              common.relativeTo(region),
              target,
              readShape,
              common.relativeTo(read).startArray(),
              cellSize);
        });
  }
}
