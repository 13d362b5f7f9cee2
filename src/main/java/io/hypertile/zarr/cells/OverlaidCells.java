package io.hypertile.zarr.cells;

import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import java.util.Optional;

/**
 * Cells of an array as they will be: those of a state, the fill value past its edge, and new ones
 * over both.
 *
 * @param stored the state
 * @param overlay empty where only the array's shape changes
 */
record OverlaidCells(ZarrCells stored, Optional<Overlay> overlay, MemoryShare memory)
    implements NewCells {
  @Override
  public boolean isCleared(Region region) {
    return overlay.filter(each -> each.isCleared(region)).isPresent();
  }

  @Override
  public void read(Region region, CellBlock target) {
    boolean isNew = overlay.map(Overlay::box).filter(box -> box.contains(region)).isPresent();
    if (!isNew) {
      readStored(region, target);
    }
    overlay.ifPresent(cells -> cells.put(region, target, stored.cellBytes()));
  }

  private void readStored(Region region, CellBlock target) {
    Region whole = Region.whole(stored.shape());
    if (whole.contains(region)) {
      stored.read(region, target);
      return;
    }
    target.fill(stored.state().form().fill());
    Optional<Region> there = whole.intersection(region);
    if (there.isEmpty()) {
      return;
    }
    Region part = there.get();
    long bytes = part.cells() * stored.cellBytes();
    try (NativeBuffer buffer = memory.take(bytes)) {
      CellBlock cells = target.with(buffer.bytes().asSlice(0, bytes));
      stored.read(part, cells);
      RegionCopy.copy(
          cells.cells(),
          part.shape(),
          Region.whole(part.shape()),
          target.cells(),
          region.shape(),
          part.relativeTo(region).startArray(),
          stored.cellBytes());
    }
  }
}
