package io.hypertile.engine;

import io.hypertile.store.SharedRevisions;
import io.hypertile.store.Store;
import io.hypertile.store.StorePrefix;
import java.util.Optional;

/**
 * Objects that a collection is kept as, below one place of a store. Thread-safe.
 *
 * @param objects the present objects
 * @param root the place; all objects of the collection that other programs may see are below it
 * @param changes states that every change of these objects goes by; empty where none is made
 */
public record ObjectTree(Store objects, StorePrefix root, Optional<SharedRevisions> changes) {
  /** A tree that is only read. */
  public static ObjectTree onlyRead(Store objects, StorePrefix root) {
    return new ObjectTree(objects, root, Optional.empty());
  }
}
