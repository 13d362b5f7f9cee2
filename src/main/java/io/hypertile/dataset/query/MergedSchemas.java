package io.hypertile.dataset.query;

import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Merged schemas of collections, each kept until the collection is at another state. Thread-safe;
 * holds no lock while datasets are looked at.
 */
public final class MergedSchemas {
  private final Map<Datasets, Known> known = new WeakHashMap<>();

  private record Known(long epoch, MergedSchema schema) {}

  /**
   * The schema of all datasets of a state.
   *
   * @param datasets the collection that the state is of
   */
  public MergedSchema of(Datasets datasets, DatasetsState state) {
    synchronized (known) {
      Known found = known.get(datasets);
      if (found != null && found.epoch == state.epoch()) {
        return found.schema;
      }
    }
    MergedSchema schema = SchemaMerge.of(state);
    synchronized (known) {
      known.put(datasets, new Known(state.epoch(), schema));
    }
    return schema;
  }
}
