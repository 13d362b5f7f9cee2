package io.hypertile.engine.hdf5;

import io.hypertile.codec.Codecs;
import io.hypertile.codec.FilterPipeline;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionSchema;
import io.hypertile.schema.StorageOptions;
import java.util.List;

/** Turns a collection's options into the layout of new cells (deker.md 1.4). */
final class ChunkPlanning {
  /** SZIP's coding methods as HDF5 numbers them. */
  private static final int ENTROPY_CODING = 4;

  private static final int NEAREST_NEIGHBOUR = 32;

  private ChunkPlanning() {}

  /** The layout for chunked options; chunks are implied by compression. */
  static DataPlan.Chunked plan(WriteTask task) {
    return plan(task.schema().dtype(), task.shape(), task.options());
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
