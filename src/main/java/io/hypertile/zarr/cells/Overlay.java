package io.hypertile.zarr.cells;

import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** New cells of a box of an array. Immutable; memory stays the caller's. */
sealed interface Overlay {
  /** The box. */
  Region box();

  /** Whether all cells of a region become fill values as if they had never been written. */
  default boolean isCleared(Region region) {
    return false;
  }

  /**
   * Puts the new cells among those of a region.
   *
   * @param cells of the region, in C order
   */
  void put(Region region, CellBlock cells, int cellBytes);

  /** Cells that are given. */
  record Cells(Region box, CellBlock given) implements Overlay {
    @Override
    public void put(Region region, CellBlock cells, int cellBytes) {
      Optional<Region> common = box.intersection(region);
      common.ifPresent(part -> {
        Region target = part.relativeTo(region);
        RegionCopy.copy(
            given.cells(),
            box.shape(),
            part.relativeTo(box),
            cells.cells(),
            region.shape(),
            target.startArray(),
            cellBytes);
        cells.adopt(region.shape(), target, given.heap());
      });
    }
  }

  /**
   * Cells of one value.
   *
   * @param fill a cell
   */
  record Filled(Region box, MemorySegment fill) implements Overlay {
    @Override
    public boolean isCleared(Region region) {
      return box.contains(region);
    }

    @Override
    public void put(Region region, CellBlock cells, int cellBytes) {
      Shape shape = region.shape();
      box.intersection(region)
          .ifPresent(part ->
              RegionCopy.forEachRun(
                  shape,
                  part.relativeTo(region),
                  (at, cell, count) -> cells.slice(at * cellBytes, count * cellBytes).fill(fill)));
    }
  }
}
