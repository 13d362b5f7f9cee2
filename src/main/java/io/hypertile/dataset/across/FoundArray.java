package io.hypertile.dataset.across;

import io.hypertile.array.Version;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.DatasetArray;

/**
 * An array of a dataset as it was found, which keeps nothing of the state that it was found in.
 *
 * @param definition its declaration, with the shape and attributes it has now
 * @param version changes with every change of the array
 */
public record FoundArray(ArrayDefinition definition, Version version) {
  /** The declaration and version of an array. */
  static FoundArray of(DatasetArray array) {
    return new FoundArray(array.definition(), array.version());
  }
}
