package io.hypertile.hdf5.cells;

import io.hypertile.chunk.ChunkSource;
import io.hypertile.chunk.ChunkSpace;
import io.hypertile.codec.CodecException;
import io.hypertile.error.CorruptDataException;
import io.hypertile.hdf5.ChunkTable;
import io.hypertile.hdf5.DataLayout;
import io.hypertile.hdf5.Hdf5Source;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/** Chunks of one dataset, whose elements come as they are stored, filters undone. Thread-safe. */
final class ElementChunks implements ChunkSource {
  /** No codec needs more for bytes that it cannot make smaller. */
  private static final long STORED_SLACK = 1 << 16;

  private final Hdf5Source source;
  private final DataLayout.Chunked layout;
  private final ChunkGrid grid;
  private final long chunkBytes;

  /**
   * Chunks of a dataset.
   *
   * @param shape lengths of the dataset
   * @param elementBytes bytes of an element
   */
  ElementChunks(Hdf5Source source, Shape shape, DataLayout.Chunked layout, int elementBytes) {
    this.source = source;
    this.layout = layout;
    this.grid = new ChunkGrid(shape, layout.chunkShape());
    this.chunkBytes = layout.chunkShape().cells() * elementBytes;
  }

  @Override
  public ChunkGrid grid() {
    return grid;
  }

  @Override
  public long chunkBytes() {
    return chunkBytes;
  }

  @Override
  public boolean isStored(long chunk) {
    return layout.table().address(chunk) != ChunkTable.ABSENT;
  }

  @Override
  public MemorySegment fetch(long chunk, ChunkSpace space) {
    long address = layout.table().address(chunk);
    long size = layout.filters().isEmpty() ? chunkBytes : layout.table().storedSize(chunk);
    if (size > 2 * chunkBytes + STORED_SLACK || size > Integer.MAX_VALUE) {
      throw source.corrupt(object(chunk), address, size + " bytes for a chunk of " + chunkBytes);
    }
    MemorySegment bytes = space.storedRoom(size);
    source.read(address, bytes, object(chunk));
    return bytes;
  }

  @Override
  public void decode(long chunk, MemorySegment stored, CellBlock block, ChunkSpace space) {
    decode(chunk, stored, block.cells(), space);
  }

  /** Undoes the filters of a chunk. */
  void decode(long chunk, MemorySegment stored, MemorySegment elements, ChunkSpace space) {
    if (layout.filters().isEmpty()) {
      elements.copyFrom(stored);
      return;
    }
    try {
      layout.filters().decode(stored, layout.table().filterMask(chunk), elements, space.scratch());
    } catch (CodecException e) {
      throw new CorruptDataException(
          source.name(),
          object(chunk),
          layout.table().address(chunk),
          String.valueOf(e.getMessage()),
          e);
    }
  }

  @Override
  public void read(long chunk, CellBlock block, ChunkSpace space) {
    read(chunk, block.cells(), space);
  }

  /** Reads a chunk and undoes its filters. */
  void read(long chunk, MemorySegment elements, ChunkSpace space) {
    if (layout.filters().isEmpty()) {
      source.read(layout.table().address(chunk), elements, object(chunk));
    } else {
      decode(chunk, fetch(chunk, space), elements, space);
    }
  }

  @Override
  public boolean view(long chunk, Consumer<MemorySegment> reader) {
    return layout.filters().isEmpty()
        && source.readMapped(layout.table().address(chunk), chunkBytes, reader, object(chunk));
  }

  private static String object(long chunk) {
    return "data: chunk " + chunk;
  }
}
