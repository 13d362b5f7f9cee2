package io.hypertile.dataset.engine;

import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.Depth;
import io.hypertile.store.ReadableObjects;
import io.hypertile.store.Store;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Nodes of a hierarchy, found by lists of the store and read in a state.
 *
 * @param store lists
 */
record TreeNodes(Store store) {
  /** Places one level below another in order, of names that nodes of datasets can have. */
  List<StorePrefix> children(StorePrefix place) {
    List<StorePrefix> found = new ArrayList<>();
    store.listAll(
        place,
        Depth.CHILDREN,
        page ->
            page.prefixes().stream()
                .filter(child -> DatasetPlaces.arrayName(child).isPresent())
                .filter(child -> !child.text().substring(start(child)).startsWith("."))
                .forEach(found::add));
    return found;
  }

  private static int start(StorePrefix place) {
    return place.text().lastIndexOf('/') + 1;
  }

  /** All objects below a place. */
  List<StoredObject> objects(StorePrefix place) {
    List<StoredObject> found = new ArrayList<>();
    store.listAll(place, Depth.ALL, page -> found.addAll(page.objects()));
    return found;
  }

  /** The document of a node in a state; empty also where it cannot be understood. */
  static Optional<NodeDocument> readable(ReadableObjects state, StorePrefix place) {
    try {
      return ZarrNodes.find(state, place);
    } catch (ServiceException e) {
      if (isDamage(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Whether a failure is about one node alone. */
  static boolean isDamage(ServiceException failure) {
    return failure.code().category() == ErrorCategory.INTERNAL
        || failure.code() == ErrorCode.UNSUPPORTED_STORAGE;
  }
}
