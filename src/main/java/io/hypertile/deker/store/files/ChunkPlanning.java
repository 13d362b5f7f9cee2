package io.hypertile.deker.store.files;

import io.hypertile.codec.Codecs;
import io.hypertile.codec.FilterPipeline;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.Layout;
import io.hypertile.hdf5.StoredCells;
import io.hypertile.hdf5.image.DataPlan;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionSchema;
import io.hypertile.schema.StorageOptions;
import java.util.List;
import java.util.Set;

/**
 * Turns a collection's options into the layout of new cells (deker-layout.md, "Chunks and
 * compression").
 */
public final class ChunkPlanning {
  /** SZIP's coding methods as HDF5 numbers them. */
  private static final int ENTROPY_CODING = 4;

  private static final int NEAREST_NEIGHBOUR = 32;

  /** Filters whose stored parameters hold the size of a cell or of a chunk. */
  private static final Set<Integer> DEPENDING_ON_SIZE =
      Set.of(Codecs.SHUFFLE, Codecs.SZIP, Codecs.LZF, Codecs.BLOSC, Codecs.BITSHUFFLE);

  private ChunkPlanning() {}

  /** The layout for chunked options; chunks are implied by compression. */
  public static DataPlan.Chunked plan(WriteTask task) {
    return plan(task.schema().dtype(), task.shape(), task.options());
  }

  /**
   * The layout of all cells of an array that are written anew: chunks and filters stay as the file
   * has them, and a file without cells gets those of the collection.
   */
  public static DataPlan plan(WriteTask task, ArrayFile file) {
    DType dtype = task.schema().dtype();
    Layout layout = file.data().map(StoredCells::layout).orElse(null);
    if (layout instanceof Layout.Chunked chunked) {
      boolean isSameSize = file.data().orElseThrow().datatype().size() == dtype.size();
      FilterPipeline filters =
          isSameSize ? chunked.filters() : resized(chunked.filters(), chunked.chunkShape(), dtype);
      return DataPlan.chunked(dtype, task.shape(), chunked.chunkShape(), filters);
    }
    return layout != null || task.storesRuns()
        ? DataPlan.contiguous(dtype, task.shape())
        : plan(task);
  }

  /** The same filters for cells of another size, which the parameters of some depend on. */
  private static FilterPipeline resized(FilterPipeline filters, Shape chunkShape, DType dtype) {
    long chunkBytes = chunkShape.bytes(dtype);
    return FilterPipeline.of(
        filters.filters().stream()
            .map(filter ->
                DEPENDING_ON_SIZE.contains(filter.number())
                    ? Codecs.plan(filter.number(), List.of(), dtype.size(), chunkBytes)
                    : filter)
            .toList());
  }

  /**
   * Throws unless new cells can be stored as the collection asks.
   *
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} naming a filter that
   *     there is not, {@code invalid-schema} if its parameters are out of range
   */
  static void requireStorable(Collection collection) {
    CollectionSchema schema = collection.schema();
    Shape file =
        switch (schema) {
          case CollectionSchema.ArraySchema array -> array.shape();
          case CollectionSchema.VArraySchema tiled -> tiled.grid().tileShape(tiled.shape());
        };
    plan(schema.dtype(), file, collection.storage());
  }

  private static DataPlan.Chunked plan(DType dtype, Shape shape, StorageOptions options) {
    Shape chunkShape =
        options.chunkShape(shape, dtype).orElseGet(() -> StorageOptions.automatic(shape, dtype));
    long chunkBytes = chunkShape.bytes(dtype);
    FilterPipeline filters = pipeline(options.compression(), dtype.size(), chunkBytes);
    return DataPlan.chunked(dtype, shape, chunkShape, filters);
  }

  private static FilterPipeline pipeline(
      StorageOptions.Compression compression, int cellSize, long chunkBytes) {
    return switch (compression) {
      case StorageOptions.Compression.None none -> FilterPipeline.NONE;
      case StorageOptions.Compression.Gzip gzip ->
          filter(Codecs.DEFLATE, List.of(gzip.level()), cellSize, chunkBytes);
      case StorageOptions.Compression.Lzf lzf ->
          filter(Codecs.LZF, List.of(), cellSize, chunkBytes);
      case StorageOptions.Compression.Szip szip ->
          filter(
              Codecs.SZIP,
              List.of(
                  szip.coding().equals("ec") ? ENTROPY_CODING : NEAREST_NEIGHBOUR,
                  szip.pixelsPerBlock()),
              cellSize,
              chunkBytes);
      case StorageOptions.Compression.Plugin plugin ->
          filter(plugin.filter(), plugin.parameters(), cellSize, chunkBytes);
    };
  }

  private static FilterPipeline filter(
      int number, List<Integer> options, int cellSize, long chunkBytes) {
    return FilterPipeline.of(List.of(Codecs.plan(number, options, cellSize, chunkBytes)));
  }
}
