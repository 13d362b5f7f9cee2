package io.hypertile.dataset.engine;

import io.hypertile.dataset.DatasetName;
import io.hypertile.store.Revision;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Names of the datasets of a state, as a layout keeps them. Thread-safe. */
interface DatasetNames {
  /** Number of the state. */
  long epoch(Revision state);

  /** Number of datasets. */
  long count(Revision state);

  /** Number of rows. */
  long rows(Revision state);

  /** The row of a dataset; negative where the layout keeps none. */
  long row(Revision state, DatasetName name);

  /** Gives names in the order in which they were made, with their rows or places. */
  void forEach(Revision state, long afterRow, long limit, BiConsumer<Long, DatasetName> reader);

  /** Names that begin with a text, in order, after another one. */
  List<DatasetName> names(Revision state, String prefix, Optional<DatasetName> after, int limit);

  /** A new state was made by this server. */
  default void changed() {}
}
