package io.hypertile.zarr.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.CollectionName;
import io.hypertile.store.DeleteResult;
import io.hypertile.store.Depth;
import io.hypertile.store.Revisions.Move;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.zarr.NodeDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Walks through the keys of a store page by page. */
final class StoredKeys {
  private StoredKeys() {}

  /** The last segment of a place. */
  static String name(StorePrefix place) {
    return place.text().substring(place.text().lastIndexOf('/') + 1);
  }

  /** The move of a node. */
  static Move move(StorePrefix from, StorePrefix to) {
    return new Move(from.key(NodeDocument.NAME), to.key(NodeDocument.NAME));
  }

  /** Shows every object below a place. */
  static void forEach(Store store, StorePrefix place, Consumer<StoredObject> consumer) {
    store.listAll(place, Depth.ALL, page -> page.objects().forEach(consumer));
  }

  /** Bytes of all objects below a place. */
  static long bytes(Store store, StorePrefix place) {
    AtomicLong bytes = new AtomicLong();
    forEach(store, place, object -> bytes.addAndGet(object.size()));
    return bytes.get();
  }

  /** Prefixes one segment below a place. */
  static List<StorePrefix> children(Store store, StorePrefix place) {
    List<StorePrefix> children = new ArrayList<>();
    store.listAll(place, Depth.CHILDREN, page -> children.addAll(page.prefixes()));
    return children;
  }

  /** Names of collections among the prefixes one segment below a place. */
  static List<CollectionName> collections(Store store, StorePrefix place) {
    return children(store, place).stream()
        .map(StoredKeys::name)
        .filter(name -> CollectionName.isValid(name) && !name.equals(ZarrLayout.PRIVATE))
        .map(CollectionName::new)
        .toList();
  }

  /** An object below a place, if there is one. */
  static List<StoredObject> first(Store store, StorePrefix place) {
    return store.list(place, Optional.empty(), 1, Depth.ALL).objects();
  }

  /**
   * Deletes all objects below a place, not as one.
   *
   * @throws ServiceException {@code storage-unavailable} if some may still be there
   */
  static void deleteAll(Store store, StorePrefix place) {
    store.listAll(
        place,
        Depth.ALL,
        page -> {
          List<StoreKey> keys = page.objects().stream().map(StoredObject::key).toList();
          DeleteResult result = keys.isEmpty() ? DeleteResult.ALL_GONE : store.delete(keys);
          result.failed().values().stream()
              .findFirst()
              .ifPresent(cause -> {
                throw new ServiceException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "The store did not delete all objects; try again.",
                    Map.of("store", store.name()),
                    cause);
              });
        });
  }
}
