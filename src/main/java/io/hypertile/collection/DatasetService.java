package io.hypertile.collection;

import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.coordinates.DatasetCoordinates;
import io.hypertile.engine.DatasetStore;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;

/** Finds the datasets of collections. Thread-safe. */
public final class DatasetService {
  private final CollectionService collections;
  private final DatasetStore store;
  private final DatasetCoordinates coordinates;

  /**
   * The datasets of collections that a store keeps.
   *
   * @param coordinates gives their arrays the coordinates of their axes
   */
  public DatasetService(
      CollectionService collections, DatasetStore store, DatasetCoordinates coordinates) {
    this.collections = collections;
    this.store = store;
    this.coordinates = coordinates;
  }

  /**
   * The datasets of a collection.
   *
   * @throws io.hypertile.error.ServiceException {@code collection-not-found} if there is none of
   *     the name, {@code wrong-kind} if it holds arrays of one schema
   */
  public Datasets require(CollectionName name) {
    return of(collections.require(name));
  }

  /**
   * Number of the datasets of a collection that was found.
   *
   * @throws io.hypertile.error.ServiceException {@code wrong-kind} if it holds arrays of one schema
   */
  public long count(Collection collection) {
    collection.datasets();
    try (DatasetsState state = store.of(collection).open()) {
      return state.count();
    }
  }

  /**
   * The datasets of a collection that was found.
   *
   * @throws io.hypertile.error.ServiceException {@code wrong-kind} if it holds arrays of one schema
   */
  public Datasets of(Collection collection) {
    collection.datasets();
    return coordinates.over(store.of(collection));
  }
}
