package io.hypertile.netcdf;

import io.hypertile.chunk.DecodedChunks;
import io.hypertile.hdf5.Hdf5Source;
import io.hypertile.hdf5.StoredCells;
import io.hypertile.hdf5.cells.StoredElements;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Elements of a variable up to the lengths of its dimensions. Those behind the end of its dataset,
 * which is shorter where a dimension has grown by another variable, are the fill value. For one
 * thread; must be closed.
 */
final class GrownElements implements AutoCloseable {
  private final StoredElements elements;
  private final int size;
  private final ImportMemory memory;
  private final DecodedChunks chunks;
  private @Nullable NativeBuffer buffer;

  GrownElements(Hdf5Source source, StoredCells cells, ImportMemory memory) {
    this.elements = new StoredElements(source, cells);
    this.size = cells.datatype().size();
    this.memory = memory;
    this.chunks = memory.chunks();
  }

  /** The elements of a box; valid until the next one is read. */
  MemorySegment read(Region region) {
    MemorySegment target = room(region.cells() * size);
    Optional<Region> stored = Region.whole(elements.shape()).intersection(region);
    if (region.rank() == 0 || stored.filter(region::equals).isPresent()) {
      elements.read(region, target, chunks);
      return target;
    }
    elements.fill().fill(target);
    if (stored.isPresent()) {
      Region part = stored.get();
      try (NativeBuffer partial = memory.take(part.cells() * size)) {
        MemorySegment from = partial.bytes().asSlice(0, part.cells() * size);
        elements.read(part, from, chunks);
        Shape shape = part.shape();
        long[] start = part.relativeTo(region).startArray();
        RegionCopy.copy(from, shape, Region.whole(shape), target, region.shape(), start, size);
      }
    }
    return target;
  }

  private MemorySegment room(long bytes) {
    NativeBuffer known = buffer;
    if (known == null || known.bytes().byteSize() < bytes) {
      if (known != null) {
        known.close();
      }
      known = memory.take(bytes);
      buffer = known;
    }
    return known.bytes().asSlice(0, bytes);
  }

  @Override
  public void close() {
    chunks.close();
    if (buffer != null) {
      buffer.close();
    }
  }
}
