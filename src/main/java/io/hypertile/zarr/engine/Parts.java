package io.hypertile.zarr.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.Placement;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.Revisions;
import io.hypertile.store.SideBySide;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.zarr.cells.ZarrArrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Parts of a storage that its collections and its arrays share.
 *
 * @param placement of the collections
 * @param revisions states of the store
 * @param isFarAway whether the store is reached over a network
 */
record Parts(
    Placement placement,
    ZarrLayout layout,
    Revisions revisions,
    ZarrArrays arrays,
    ArrayRegister register,
    NodeLocks locks,
    boolean isFarAway) {
  private static final long LARGEST_NOTE = 64 << 10;

  /** Makes calls that wait for the store, side by side where that is a network. */
  <T, R> List<R> each(List<T> things, Function<T, R> call) {
    return isFarAway ? SideBySide.each(things, call) : things.stream().map(call).toList();
  }

  /** The store. */
  Store store() {
    return revisions.store();
  }

  /** The store for what is the collections' own, which never changes by commits. */
  Store plain() {
    return revisions.plain();
  }

  /** The note of a removal under a key; empty if nothing is under it. */
  Optional<LoadedObject> note(StoreKey key) {
    return plain().load(key, LARGEST_NOTE);
  }

  /**
   * Refuses a change where nothing can be changed.
   *
   * @throws ServiceException {@code forbidden} if the store is only read
   */
  void requireWritable() {
    if (!revisions.canCommit()) {
      throw new ServiceException(
          ErrorCode.FORBIDDEN,
          "The store \"" + store().name() + "\" is only read; nothing was changed.",
          Map.of("store", store().name()),
          null);
    }
  }
}
