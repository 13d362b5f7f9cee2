package io.hypertile.dataset;

import io.hypertile.array.Version;
import java.util.function.Supplier;

/**
 * An array of a dataset as it was found.
 *
 * @param definition its declaration, with the shape and attributes it has now
 * @param figures gives the figures of its cells
 * @param version changes with every change of the array
 */
public record DatasetArray(
    ArrayDefinition definition, Supplier<ArrayStatistics> figures, Version version) {
  /** An array whose figures are known. */
  public DatasetArray(ArrayDefinition definition, ArrayStatistics statistics, Version version) {
    this(definition, () -> statistics, version);
  }

  /**
   * Figures of its cells. Where nobody has kept them, the cells are read: asked for while the state
   * is open that the array was found in, and not for lists that do not show them.
   */
  public ArrayStatistics statistics() {
    return figures.get();
  }
}
