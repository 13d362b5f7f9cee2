package io.hypertile.hdf5.cells;

import io.hypertile.chunk.ChunkEncoder;
import io.hypertile.chunk.ChunkSpace;
import io.hypertile.chunk.DecodedChunks;
import io.hypertile.chunk.RegionSource;
import io.hypertile.codec.CodecScratch;
import io.hypertile.hdf5.filter.FilterPipeline;
import io.hypertile.hdf5.image.DataPlan;
import io.hypertile.memory.MemoryShare;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;

/** Encodes chunks through the filters of a dataset. */
public final class PipelineEncoder implements ChunkEncoder {
  private final DataPlan.Chunked plan;
  private final FillValue fill;
  private final ChunkSpace space;
  private final DecodedChunks memory = new DecodedChunks(0);

  /**
   * An encoder.
   *
   * @param chunkMemory where its buffers come from and go back to
   */
  public PipelineEncoder(DataPlan.Chunked plan, FillValue fill, MemoryShare chunkMemory) {
    this.plan = plan;
    this.fill = fill;
    this.space = new ChunkSpace(chunkMemory);
  }

  @Override
  public EncodedChunk encode(Region region, RegionSource source) {
    boolean isCut = !region.shape().equals(plan.chunkShape());
    MemorySegment cells = source.find(region).orElseGet(() -> read(region, source, isCut));
    long fillCells = fill.count(cells);
    MemorySegment chunk = isCut ? padded(cells, region.shape()) : cells;
    FilterPipeline filters = plan.filters();
    if (filters.isEmpty()) {
      return new EncodedChunk(chunk, 0, fillCells);
    }
    CodecScratch scratch = space.scratch();
    FilterPipeline.FilteredChunk stored = filters.encode(chunk, scratch);
    return new EncodedChunk(stored.bytes(), stored.filterMask(), fillCells);
  }

  private MemorySegment read(Region region, RegionSource source, boolean isCut) {
    long bytes = region.shape().bytes(plan.dtype());
    MemorySegment cells = isCut ? space.plainRoom(bytes) : space.cellsRoom(bytes);
    source.read(region, cells, memory);
    return cells;
  }

  /** A whole chunk around the cells of one that the array's edge cuts. */
  private MemorySegment padded(MemorySegment cells, Shape shape) {
    MemorySegment chunk = space.cellsRoom(plan.chunkBytes());
    fill.fill(chunk);
    RegionCopy.copy(
        cells,
        shape,
        Region.whole(shape),
        chunk,
        plan.chunkShape(),
        new long[shape.rank()],
        plan.dtype().size());
    return chunk;
  }

  @Override
  public void close() {
    memory.close();
    space.close();
  }
}
