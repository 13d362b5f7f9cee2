package io.hypertile.engine.hdf5;

import io.hypertile.journal.RootPath;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.CollectionSchema;
import io.hypertile.schema.StorageOptions;
import java.nio.file.Path;

/**
 * A box to write.
 *
 * @param schema schema of the array
 * @param options how new cells are stored
 * @param path the array's file below the root
 * @param file the same in the file system
 * @param region the box
 */
record WriteTask(
    CollectionSchema schema, StorageOptions options, RootPath path, Path file, Region region) {
  Shape shape() {
    return schema.shape();
  }

  FillValue fill() {
    return schema.fillValue();
  }

  int cellSize() {
    return schema.dtype().size();
  }

  /** Number of cells of the whole array. */
  long arrayCells() {
    return shape().cells();
  }

  /** Bytes of the box. */
  long bytes() {
    return region.shape().bytes(schema.dtype());
  }

  boolean isWhole() {
    return region.isWhole(shape());
  }

  /** Whether new cells are stored as one run. */
  boolean storesRuns() {
    return options.chunks() instanceof StorageOptions.Chunks.None
        && options.compression() instanceof StorageOptions.Compression.None;
  }
}
