package io.hypertile.hdf5.cells;

import io.hypertile.chunk.ChunkSource;
import io.hypertile.chunk.ChunkSpace;
import io.hypertile.codec.CodecException;
import io.hypertile.error.CorruptDataException;
import io.hypertile.hdf5.CellConversion;
import io.hypertile.hdf5.ChunkTable;
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
  /** No codec needs more for bytes that it cannot make smaller. */
  private static final long STORED_SLACK = 1 << 16;

  private final Hdf5Source source;
  private final DataLayout.Chunked layout;
  private final StoredType stored;
  private final DType dtype;
  private final ChunkGrid grid;
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
    this.source = source;
    this.layout = layout;
    this.stored = stored;
    this.dtype = dtype;
    this.grid = new ChunkGrid(shape, layout.chunkShape());
    this.chunkCells = layout.chunkShape().cells();
  }

  @Override
  public ChunkGrid grid() {
    return grid;
  }

  @Override
  public long chunkBytes() {
    return chunkCells * dtype.size();
  }

  @Override
  public boolean isStored(long chunk) {
    return layout.table().address(chunk) != ChunkTable.ABSENT;
  }

  @Override
  public MemorySegment fetch(long chunk, ChunkSpace space) {
    long address = layout.table().address(chunk);
    long plain = plainBytes();
    long size = layout.filters().isEmpty() ? plain : layout.table().storedSize(chunk);
    if (size > 2 * plain + STORED_SLACK || size > Integer.MAX_VALUE) {
      throw source.corrupt(object(chunk), address, size + " bytes for a chunk of " + plain);
    }
    MemorySegment bytes = space.storedRoom(size);
    source.read(address, bytes, object(chunk));
    return bytes;
  }

  @Override
  public void decode(long chunk, MemorySegment stored, CellBlock block, ChunkSpace space) {
    MemorySegment cells = block.cells();
    MemorySegment plain = plainRoom(cells, space);
    if (layout.filters().isEmpty()) {
      plain.copyFrom(stored);
    } else {
      filter(chunk, stored, plain, space);
    }
    convert(plain, cells);
  }

  @Override
  public void read(long chunk, CellBlock block, ChunkSpace space) {
    MemorySegment cells = block.cells();
    MemorySegment plain = plainRoom(cells, space);
    if (layout.filters().isEmpty()) {
      source.read(layout.table().address(chunk), plain, object(chunk));
    } else {
      filter(chunk, fetch(chunk, space), plain, space);
    }
    convert(plain, cells);
  }

  @Override
  public boolean view(long chunk, Consumer<MemorySegment> reader) {
    return layout.filters().isEmpty()
        && stored.isPlain(dtype)
        && source.readMapped(layout.table().address(chunk), chunkBytes(), reader, object(chunk));
  }

  private long plainBytes() {
    return chunkCells * stored.dtype().size();
  }

  private MemorySegment plainRoom(MemorySegment cells, ChunkSpace space) {
    return stored.hasSizeOf(dtype) ? cells : space.plainRoom(plainBytes());
  }

  private void filter(long chunk, MemorySegment bytes, MemorySegment plain, ChunkSpace space) {
    try {
      layout.filters().decode(bytes, layout.table().filterMask(chunk), plain, space.scratch());
    } catch (CodecException e) {
      throw new CorruptDataException(
          source.name(),
          object(chunk),
          layout.table().address(chunk),
          String.valueOf(e.getMessage()),
          e);
    }
  }

  private void convert(MemorySegment plain, MemorySegment cells) {
    if (stored.isSwapped()) {
      ByteSwap.inPlace(plain, stored.dtype().componentSize());
    }
    if (!stored.hasSizeOf(dtype)) {
      CellConversion.convert(plain, stored.dtype(), cells, dtype);
    }
  }

  private static String object(long chunk) {
    return "data: chunk " + chunk;
  }
}
