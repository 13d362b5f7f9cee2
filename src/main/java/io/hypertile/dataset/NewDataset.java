package io.hypertile.dataset;

import io.hypertile.ndarray.CellSource;
import java.util.List;
import java.util.Optional;

/**
 * A dataset to be made.
 *
 * @param attributes of the dataset
 * @param arrays in order, no name twice
 */
public record NewDataset(DatasetName name, TypedAttributes attributes, List<NewArray> arrays) {
  public NewDataset {
    arrays = List.copyOf(arrays);
  }

  /** Bytes of all cells that it brings, as far as their types tell. */
  public long cellBytes() {
    long bytes = 0;
    for (NewArray array : arrays) {
      ArrayDefinition definition = array.definition();
      if (array.cells().isPresent()) {
        bytes += definition.shape().cells() * definition.dtype().size();
      }
    }
    return bytes;
  }

  /**
   * An array of it.
   *
   * @param cells all cells of its shape, read once; empty for an array that is only declared
   */
  public record NewArray(ArrayDefinition definition, Optional<CellSource> cells) {}
}
