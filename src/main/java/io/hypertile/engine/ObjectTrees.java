package io.hypertile.engine;

import io.hypertile.schema.Collection;

/** Gives the objects that collections are kept as. Thread-safe. */
@FunctionalInterface
public interface ObjectTrees {
  /**
   * The objects of a collection.
   *
   * @param collection one that was found in the storage
   * @throws io.hypertile.error.ServiceException {@code wrong-kind} if it is not kept as objects
   */
  ObjectTree of(Collection collection);
}
