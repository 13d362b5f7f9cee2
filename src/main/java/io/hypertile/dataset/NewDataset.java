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

  /**
   * An array of it.
   *
   * @param cells all cells of its shape, read once; empty for an array that is only declared
   */
  public record NewArray(ArrayDefinition definition, Optional<CellSource> cells) {}
}
