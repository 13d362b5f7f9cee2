package io.hypertile.dataset.engine;

import io.hypertile.dataset.DatasetName;
import io.hypertile.store.Revision;
import java.util.List;

/** Names of the datasets of a state, as a layout keeps them. Thread-safe. */
interface DatasetNames {
  /** Names in order. */
  List<DatasetName> sorted(Revision state);

  /** Number of the state. */
  long epoch(Revision state);

  /** A new state was made by this server. */
  void changed();
}
