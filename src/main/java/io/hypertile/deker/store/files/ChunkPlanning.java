package io.hypertile.deker.store.files;

import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.DataLayout;
import io.hypertile.hdf5.StoredCells;
import io.hypertile.hdf5.filter.FilterPipeline;
import io.hypertile.hdf5.filter.Hdf5Filter;
import io.hypertile.hdf5.filter.Hdf5Filters;
import io.hypertile.hdf5.filter.Settings;
import io.hypertile.hdf5.image.DataPlan;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.StorageOptions;
import java.util.List;

/**
 * Turns a collection's options into the layout of new cells (deker-layout.md, "Chunks and
 * compression").
 */
public final class ChunkPlanning {
  private ChunkPlanning() {}

  /** The layout for chunked options; chunks are implied by compression. */
  public static DataPlan.Chunked plan(WriteTask task) {
    return plan(task.schema().dtype(), task.shape(), task.options());
  }

  /**
   * The layout for rewriting all cells of an array: chunks and filters stay as the file has them,
   * and a file without cells gets those of the collection.
   */
  public static DataPlan plan(WriteTask task, ArrayFile file) {
    DType dtype = task.schema().dtype();
    DataLayout layout = file.data().map(StoredCells::layout).orElse(null);
    if (layout instanceof DataLayout.Chunked chunked) {
      boolean isSameSize = file.data().orElseThrow().datatype().size() == dtype.size();
      FilterPipeline filters =
          isSameSize
              ? chunked.filters()
              : Hdf5Filters.resized(
                  chunked.filters(), dtype.size(), chunked.chunkShape().bytes(dtype));
      return DataPlan.chunked(dtype, task.shape(), chunked.chunkShape(), filters);
    }
    return layout != null || task.storesRuns()
        ? DataPlan.contiguous(dtype, task.shape())
        : plan(task);
  }

  /**
   * Throws unless new cells can be stored as the collection asks.
   *
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} naming a filter that
   *     there is not, {@code invalid-schema} if its parameters are out of range
   */
  static void requireStorable(Collection collection) {
    ArraysSchema schema = collection.arrays();
    Shape file =
        switch (schema) {
          case ArraysSchema.ArraySchema array -> array.shape();
          case ArraysSchema.VArraySchema tiled -> tiled.grid().tileShape(tiled.shape());
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
          filter(Hdf5Filter.DEFLATE.number(), List.of(gzip.level()), cellSize, chunkBytes);
      case StorageOptions.Compression.Lzf lzf ->
          filter(Hdf5Filter.LZF.number(), List.of(), cellSize, chunkBytes);
      case StorageOptions.Compression.Szip szip ->
          filter(
              Hdf5Filter.SZIP.number(),
              List.of(
                  szip.coding().equals("ec") ? Settings.SZIP_ENTROPY : Settings.SZIP_NEIGHBOUR,
                  szip.pixelsPerBlock()),
              cellSize,
              chunkBytes);
      case StorageOptions.Compression.Plugin plugin ->
          filter(Hdf5Filters.number(plugin.codec()), plugin.parameters(), cellSize, chunkBytes);
    };
  }

  private static FilterPipeline filter(
      int number, List<Integer> options, int cellSize, long chunkBytes) {
    return FilterPipeline.of(List.of(Hdf5Filters.plan(number, options, cellSize, chunkBytes)));
  }
}
