package io.hypertile.engine;

import io.hypertile.dataset.Datasets;
import io.hypertile.schema.Collection;

/** Keeps collections of datasets. Thread-safe. */
public interface DatasetStore {
  /**
   * The datasets of a collection, which others may use at the same time.
   *
   * @param collection one that was found in the storage
   * @throws io.hypertile.error.ServiceException {@code wrong-kind} if it holds none
   */
  Datasets of(Collection collection);
}
