package io.hypertile.deker.store.state;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.EncodedChunk;
import io.hypertile.chunk.CodecPool;
import io.hypertile.chunk.DecodedChunks;
import io.hypertile.engine.ArrayReader;
import io.hypertile.engine.ArraySpecs;
import io.hypertile.engine.StoredArray;
import io.hypertile.hdf5.DataLayout;
import io.hypertile.hdf5.StoredCells;
import io.hypertile.hdf5.cells.CellReading;
import io.hypertile.hdf5.cells.FilteredChunk;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArraysSchema;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one state of an array file. */
final class Hdf5Reader implements ArrayReader {
  /** Decoded chunks kept for the next read, so that slabs that share chunks decode them once. */
  private static final long KEPT_CHUNKS = 32L << 20;

  /** Filters of HDF5 whose stored bytes are those of a codec of Zarr, by its name. */
  private static final Map<String, Integer> FILTERS = Map.of("zstd", 32015, "blosc", 32001);

  private final ArrayStates.Snapshot snapshot;
  private final StoredArray array;
  private final ArraysSchema schema;
  private final CellReading cells;
  private final DecodedChunks memory;

  /**
   * Takes over the snapshot.
   *
   * @param pool helps to decode
   * @throws io.hypertile.error.ServiceException if the cells are not what the schema says, or are
   *     stored in a form that is not read; the snapshot is still the caller's then
   */
  Hdf5Reader(
      ArrayStates.Snapshot snapshot, StoredArray array, ArraysSchema schema, CodecPool pool) {
    this.cells = snapshot.file().cells(schema);
    this.snapshot = snapshot;
    this.array = array;
    this.schema = schema;
    this.memory = new DecodedChunks(KEPT_CHUNKS, pool);
  }

  @Override
  public StoredArray array() {
    return array;
  }

  @Override
  public ArraySpec spec() {
    return ArraySpecs.of(schema, array.header());
  }

  @Override
  public Optional<Shape> chunkShape() {
    return snapshot.file().metadata().data().map(StoredCells::layout).flatMap(Hdf5Reader::chunks);
  }

  private static Optional<Shape> chunks(DataLayout layout) {
    return layout instanceof DataLayout.Chunked chunked
        ? Optional.of(chunked.chunkShape())
        : Optional.empty();
  }

  @Override
  public void read(Region region, CellBlock block) {
    MemorySegment target = block.cells();
    cells.read(region, target, memory);
    // The cells before the earliest change count, so its old cells are laid on top.
    List<PreImage> preImages = snapshot.preImages();
    for (int at = preImages.size() - 1; at >= 0; at--) {
      preImages.get(at).restore(region, target, schema.dtype().size());
    }
  }

  /** Chunks are not overwritten, so that stored bytes are those of the state. */
  @Override
  public Optional<EncodedChunk> encoded(String codec, Region box) {
    Integer filter = FILTERS.get(codec);
    if (filter == null || !snapshot.preImages().isEmpty()) {
      return Optional.empty();
    }
    OpenFile file = snapshot.file();
    return FilteredChunk.find(
            file.metadata(), file.source(), schema.fillValue().number(), filter, box)
        .map(Hdf5Reader::encoded);
  }

  private static EncodedChunk encoded(FilteredChunk chunk) {
    return new EncodedChunk() {
      @Override
      public long size() {
        return chunk.size();
      }

      @Override
      public void read(MemorySegment target) {
        chunk.read(target);
      }
    };
  }

  @Override
  public void close() {
    memory.close();
    snapshot.close();
  }
}
