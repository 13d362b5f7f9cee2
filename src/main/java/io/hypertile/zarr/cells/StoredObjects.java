package io.hypertile.zarr.cells;

import io.hypertile.store.Depth;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Objects that are there now. */
final class StoredObjects {
  private StoredObjects() {}

  /** All objects below a place. */
  static List<StoredObject> below(Store store, StorePrefix place) {
    List<StoredObject> objects = new ArrayList<>();
    store.listAll(place, Depth.ALL, page -> objects.addAll(page.objects()));
    return objects;
  }

  /**
   * Place of the chunk of an object, counted in chunks; empty if the key is not that of a chunk.
   */
  static Optional<long[]> position(StoreKey key, StorePrefix place, ZarrForm form) {
    return form.specification().keys().position(place.relative(key), form.grid().shape().rank());
  }
}
