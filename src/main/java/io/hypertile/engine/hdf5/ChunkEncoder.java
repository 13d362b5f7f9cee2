package io.hypertile.engine.hdf5;

import io.hypertile.codec.CodecScratch;
import io.hypertile.codec.FilterPipeline;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Makes the stored bytes of one chunk after another from the cells of an array. Holds the memory
 * that takes; for one thread at a time, and closed by whoever made it.
 */
final class ChunkEncoder implements AutoCloseable {
  private final DataPlan.Chunked plan;
  private final MergedCells source;
  private final FillValue fill;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment chunk;
  private final MemorySegment cut;
  private final CodecScratch scratch = new CodecScratch();
  private final DecodedChunks memory = new DecodedChunks(0);

  ChunkEncoder(DataPlan.Chunked plan, MergedCells source, FillValue fill) {
    this.plan = plan;
    this.source = source;
    this.fill = fill;
    this.chunk = arena.allocate(plan.chunkBytes(), 64);
    this.cut = arena.allocate(plan.chunkBytes(), 64);
  }

  /**
   * A chunk as it is to be stored.
   *
   * @param bytes valid until the encoder makes the next one
   * @param mask bit i set when filter i was left out
   * @param fillCells how many of its cells equal the fill value, those past the array's edge apart
   */
  record Encoded(MemorySegment bytes, int mask, long fillCells) {}

  /** Encodes the chunk at a position of the grid. */
  Encoded encode(long[] gridPosition) {
    Region region = ChunkTable.regionOf(plan.shape(), plan.chunkShape(), gridPosition);
    Shape shape = region.shape();
    long fillCells;
    if (shape.equals(plan.chunkShape())) {
      source.read(region, chunk, memory);
      fillCells = fill.count(chunk);
    } else {
      MemorySegment cells = cut.asSlice(0, shape.bytes(plan.dtype()));
      source.read(region, cells, memory);
      fillCells = fill.count(cells);
      fill.fill(chunk);
      RegionCopy.copy(
          cells,
          shape,
          Region.whole(shape),
          chunk,
          plan.chunkShape(),
          new long[shape.rank()],
          plan.dtype().size());
    }
    FilterPipeline filters = plan.filters();
    if (filters.isEmpty()) {
      return new Encoded(chunk, 0, fillCells);
    }
    FilterPipeline.Encoded stored = filters.encode(chunk, scratch);
    return new Encoded(stored.bytes(), stored.filterMask(), fillCells);
  }

  @Override
  public void close() {
    memory.close();
    scratch.close();
    arena.close();
  }
}
