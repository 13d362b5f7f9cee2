package io.hypertile.collection;

import io.hypertile.engine.CollectionStore;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** Finds collections for work in the background, which a damaged one must not end. */
final class ReadableCollections {
  private static final System.Logger LOG = System.getLogger(ReadableCollections.class.getName());

  private ReadableCollections() {}

  /** The collection of a name; empty if it does not exist or cannot be read. */
  static Optional<Collection> find(CollectionStore store, CollectionName name) {
    try {
      return store.find(name);
    } catch (ServiceException e) {
      LOG.log(Level.WARNING, "The collection {0} is not indexed: {1}", name, e.detail());
      return Optional.empty();
    }
  }
}
