package io.hypertile.dataset.coordinates;

import io.hypertile.coordinate.CoordinateCache;
import io.hypertile.dataset.Datasets;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Gives collections of datasets whose arrays are found with the coordinates of their axes. The
 * coordinates that were read last are kept for all collections together. Thread-safe.
 */
public final class DatasetCoordinates {
  private final CoordinateCache cache;
  private final Map<Datasets, String> owners = new WeakHashMap<>();
  private long made;

  /** Collections that share a cache. */
  public DatasetCoordinates(CoordinateCache cache) {
    this.cache = cache;
  }

  /**
   * The same datasets, whose arrays have coordinates where the dataset has them.
   *
   * @param datasets the same object as long as it is the same collection
   */
  public Datasets over(Datasets datasets) {
    String owner;
    synchronized (owners) {
      owner = owners.computeIfAbsent(datasets, ignored -> Long.toString(made++));
    }
    return new CoordinatedDatasets(datasets, owner, cache);
  }
}
