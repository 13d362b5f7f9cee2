package io.hypertile.atlas;

import io.hypertile.dataset.imports.SlabCells;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import io.hypertile.ndarray.SlabCursor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cells of one size of an array. Those of chunks that were never written are the fill value, or
 * zeros where none was declared.
 */
final class FixedCells extends SlabCells {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ArrayLayers.Resolved array;
  private final CellType type;
  private final FillValue fill;
  private final ChunkGrid grid;
  private final DecodedBlocks blocks;
  private final MemoryShare memory;
  private @Nullable NativeBuffer buffer;

  FixedCells(ArrayLayers.Resolved array, CellType type, MemoryShare memory) {
    super(
        array.entry().shape(),
        slabCells(array.entry().shape(), array.entry().chunkShape(), type.size()));
    this.array = array;
    this.type = type;
    this.fill = array.entry().fill().orElseGet(() -> FillValue.of(type, new byte[type.size()]));
    this.grid = new ChunkGrid(array.entry().shape(), array.entry().chunkShape());
    this.blocks = new DecodedBlocks(memory);
    this.memory = memory;
  }

  @Override
  protected ByteBuffer slab(Region slab) {
    MemorySegment cells = room(slab.cells() * type.size());
    fill.fill(cells);
    Region touched = grid.touched(slab);
    SlabCursor each = new SlabCursor(touched, 1);
    Shape counts = grid.counts();
    for (Optional<Region> at = each.next(); at.isPresent(); at = each.next()) {
      long[] position = at.get().startArray();
      long number = 0;
      for (int axis = 0; axis < position.length; axis++) {
        number = number * counts.length(axis) + position[axis];
      }
      ArrayLayers.PlacedChunk placed = array.chunks().get(number);
      if (placed != null) {
        copy(placed, grid.region(position), slab, cells);
      }
    }
    return cells.asByteBuffer();
  }

  private void copy(
      ArrayLayers.PlacedChunk placed, Region chunk, Region slab, MemorySegment cells) {
    MemorySegment stored = blocks.chunk(placed);
    if (stored.byteSize() != chunk.cells() * type.size()) {
      throw placed
          .layer()
          .file()
          .corrupt(
              "footer",
              -1,
              "a chunk of %d bytes for %d cells of %s"
                  .formatted(stored.byteSize(), chunk.cells(), type.numpyName()));
    }
    Region wanted = chunk.intersection(slab).orElseThrow();
    RegionCopy.copy(
        stored,
        chunk.shape(),
        wanted.relativeTo(chunk),
        cells,
        slab.shape(),
        wanted.relativeTo(slab).startArray(),
        type.size());
  }

  private MemorySegment room(long bytes) {
    NativeBuffer known = buffer;
    if (known == null || known.bytes().byteSize() < bytes) {
      if (known != null) {
        known.close();
      }
      known = memory.take(bytes, PATIENCE);
      buffer = known;
    }
    return known.bytes().asSlice(0, bytes);
  }

  @Override
  public void close() {
    blocks.close();
    if (buffer != null) {
      buffer.close();
    }
  }
}
