package io.hypertile.dataset;

import java.util.Optional;

/**
 * Walks over the datasets of a state, and shows the facts of the one that it stands at. For one
 * thread, while the state is open.
 */
public interface FactsCursor extends DatasetFacts {
  /** Goes to the next dataset in the order in which they were made; false behind the last. */
  boolean next();

  /**
   * Goes to a dataset; the next one is the one behind it.
   *
   * @return false if no dataset has the name
   */
  boolean at(DatasetName name);

  /** Goes behind a row; the next dataset is the first one after it. Only where there are rows. */
  void after(long row);

  /** The dataset that it stands at, where facts are those of one that was looked up as a whole. */
  default Optional<Dataset> dataset() {
    return Optional.empty();
  }
}
