package io.hypertile.engine.hdf5;

import io.hypertile.codec.CodecException;
import io.hypertile.error.CorruptDataException;
import io.hypertile.ndarray.ByteSwap;
import io.hypertile.ndarray.DType;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/** Reads stored chunks of one dataset and gives their cells as cells of a dtype. Thread-safe. */
final class ChunkDecoder {
  /** No codec needs more for bytes that it cannot make smaller. */
  private static final long STORED_SLACK = 1 << 16;

  private final Hdf5Source source;
  private final Layout.Chunked layout;
  private final CellType stored;
  private final DType dtype;
  private final long chunkCells;

  ChunkDecoder(Hdf5Source source, Layout.Chunked layout, CellType stored, DType dtype) {
    this.source = source;
    this.layout = layout;
    this.stored = stored;
    this.dtype = dtype;
    this.chunkCells = layout.chunkShape().cells();
  }

  /** Bytes of a chunk's cells. */
  long chunkBytes() {
    return chunkCells * dtype.size();
  }

  /**
   * Decodes a chunk that is in the file.
   *
   * @param chunk its number in the grid
   * @param cells gets the cells, {@link #chunkBytes} of them
   * @param space for what is between
   * @throws CorruptDataException if the stored bytes are malformed
   */
  void decode(long chunk, MemorySegment cells, ChunkSpace space) {
    MemorySegment plain =
        stored.hasSizeOf(dtype) ? cells : space.plainRoom(chunkCells * stored.dtype().size());
    decodePlain(chunk, plain, space);
    if (stored.isSwapped()) {
      ByteSwap.inPlace(plain, stored.dtype().componentSize());
    }
    if (!stored.hasSizeOf(dtype)) {
      CellConversion.convert(plain, stored.dtype(), cells, dtype);
    }
  }

  /**
   * Hands over the cells of a chunk that is in the file as its cells are answered, without decoding
   * or reading it; false if it is not, or the file cannot be mapped.
   *
   * @param reader gets all cells of the chunk, valid until it returns
   */
  boolean readStored(long chunk, Consumer<MemorySegment> reader) {
    long address = layout.table().address(chunk);
    return layout.filters().isEmpty()
        && stored.isPlain(dtype)
        && source.readMapped(address, chunkBytes(), reader, "data: chunk " + chunk);
  }

  private void decodePlain(long chunk, MemorySegment plain, ChunkSpace space) {
    long address = layout.table().address(chunk);
    long size = layout.table().storedSize(chunk);
    String object = "data: chunk " + chunk;
    if (layout.filters().isEmpty()) {
      source.read(address, plain, object);
      return;
    }
    if (size > 2 * plain.byteSize() + STORED_SLACK || size > Integer.MAX_VALUE) {
      throw source.corrupt(object, address, size + " bytes for a chunk of " + plain.byteSize());
    }
    MemorySegment bytes = space.storedRoom(size);
    source.read(address, bytes, object);
    try {
      layout.filters().decode(bytes, layout.table().filterMask(chunk), plain, space.scratch());
    } catch (CodecException e) {
      throw new CorruptDataException(
          source.name(), object, address, String.valueOf(e.getMessage()), e);
    }
  }
}
