package io.hypertile.zarr.cells;

import io.hypertile.chunk.DecodedChunks;
import io.hypertile.chunk.RegionSource;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.zarr.codec.Fill;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Cells of an array as they will be: those of a state, the fill value past its edge, and new ones
 * over both.
 *
 * @param stored the state
 * @param overlay empty where only the array's shape changes
 */
record OverlaidCells(ZarrCells stored, Optional<Overlay> overlay, MemoryShare memory)
    implements RegionSource {
  @Override
  public void read(Region region, MemorySegment target, DecodedChunks unused) {
    boolean isNew = overlay.map(Overlay::box).filter(box -> box.contains(region)).isPresent();
    if (!isNew) {
      readStored(region, target);
    }
    overlay.ifPresent(cells -> cells.put(region, target, stored.cellBytes()));
  }

  private void readStored(Region region, MemorySegment target) {
    Region whole = Region.whole(stored.shape());
    if (whole.contains(region)) {
      stored.read(region, target);
      return;
    }
    Fill.put(target, stored.state().form().fill());
    Optional<Region> there = whole.intersection(region);
    if (there.isEmpty()) {
      return;
    }
    Region part = there.get();
    long bytes = part.cells() * stored.cellBytes();
    try (NativeBuffer buffer = memory.take(bytes)) {
      MemorySegment cells = buffer.bytes().asSlice(0, bytes);
      stored.read(part, cells);
      RegionCopy.copy(
          cells,
          part.shape(),
          Region.whole(part.shape()),
          target,
          region.shape(),
          part.relativeTo(region).startArray(),
          stored.cellBytes());
    }
  }
}
