package io.hypertile.deker.store.files;

import io.hypertile.journal.change.RootPath;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.StorageOptions;
import java.nio.file.Path;

/**
 * A box to write.
 *
 * @param collection schema of the array, and how new cells are stored
 * @param path the array's file below the root
 * @param file the same in the file system
 * @param region the box
 * @param together number of files that are changed together, which share the memory for that
 */
public record WriteTask(
    Collection collection, RootPath path, Path file, Region region, int together) {
  public ArraysSchema schema() {
    return collection.arrays();
  }

  StorageOptions options() {
    return collection.storage();
  }

  public Shape shape() {
    return schema().shape();
  }

  public FillValue fill() {
    return schema().fillValue();
  }

  public int cellSize() {
    return schema().dtype().size();
  }

  /** Number of cells of the whole array. */
  public long arrayCells() {
    return shape().cells();
  }

  /** Bytes of the box. */
  public long bytes() {
    return region.shape().bytes(schema().dtype());
  }

  public boolean isWhole() {
    return region.isWhole(shape());
  }

  /** Whether new cells are stored as one run. */
  public boolean storesRuns() {
    return options().isContiguous();
  }
}
