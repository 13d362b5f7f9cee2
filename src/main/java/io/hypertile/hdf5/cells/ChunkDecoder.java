package io.hypertile.hdf5.cells;

import io.hypertile.chunk.ChunkSource;
import io.hypertile.chunk.ChunkSpace;
import io.hypertile.hdf5.CellConversion;
import io.hypertile.hdf5.DataLayout;
import io.hypertile.hdf5.Hdf5Source;
import io.hypertile.hdf5.StoredType;
import io.hypertile.ndarray.ByteSwap;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/** Reads stored chunks of one dataset and gives their cells as cells of a dtype. Thread-safe. */
public final class ChunkDecoder implements ChunkSource {
  private final ElementChunks elements;
  private final StoredType stored;
  private final DType dtype;
  private final long chunkCells;

  /**
   * Chunks of a dataset.
   *
   * @param shape lengths of the array
   * @param layout place of its chunks
   * @param stored type of the cells in the file
   * @param dtype type of the cells given
   */
  ChunkDecoder(
      Hdf5Source source, Shape shape, DataLayout.Chunked layout, StoredType stored, DType dtype) {
    this.elements = new ElementChunks(source, shape, layout, stored.dtype().size());
    this.stored = stored;
    this.dtype = dtype;
    this.chunkCells = layout.chunkShape().cells();
  }

  @Override
  public ChunkGrid grid() {
    return elements.grid();
  }

  @Override
  public long chunkBytes() {
    return chunkCells * dtype.size();
  }

  @Override
  public boolean isStored(long chunk) {
    return elements.isStored(chunk);
  }

  @Override
  public MemorySegment fetch(long chunk, ChunkSpace space) {
    return elements.fetch(chunk, space);
  }

  @Override
  public void decode(long chunk, MemorySegment stored, CellBlock block, ChunkSpace space) {
    MemorySegment cells = block.cells();
    MemorySegment plain = plainRoom(cells, space);
    elements.decode(chunk, stored, plain, space);
    convert(plain, cells);
  }

  @Override
  public void read(long chunk, CellBlock block, ChunkSpace space) {
    MemorySegment cells = block.cells();
    MemorySegment plain = plainRoom(cells, space);
    elements.read(chunk, plain, space);
    convert(plain, cells);
  }

  @Override
  public boolean view(long chunk, Consumer<MemorySegment> reader) {
    return stored.isPlain(dtype) && elements.view(chunk, reader);
  }

  private MemorySegment plainRoom(MemorySegment cells, ChunkSpace space) {
    return stored.hasSizeOf(dtype) ? cells : space.plainRoom(elements.chunkBytes());
  }

  private void convert(MemorySegment plain, MemorySegment cells) {
    if (stored.isSwapped()) {
      ByteSwap.inPlace(plain, stored.dtype().componentSize());
    }
    if (!stored.hasSizeOf(dtype)) {
      CellConversion.convert(plain, stored.dtype(), cells, dtype);
    }
  }
}
