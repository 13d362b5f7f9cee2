package io.hypertile.zarr.engine;

import io.hypertile.array.Version;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.Store;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.NodeDocument;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Arrays that hold cells: those with an object beside their document. It is remembered of a version
 * that it has some; that it has none is looked up each time, as other programs may write the first.
 * Thread-safe.
 */
final class FilledArrays {
  private static final int KEPT = 4_096;

  /** The document, a directory of chunks, and one more. */
  private static final int ENOUGH = 3;

  private final Store store;
  private final Map<StorePrefix, Version> filled =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<StorePrefix, Version> eldest) {
          return size() > KEPT;
        }
      };

  FilledArrays(Store store) {
    this.store = store;
  }

  /** Whether the array in a place, which has a version, holds cells. */
  boolean hasCells(StorePrefix place, Version version) {
    synchronized (filled) {
      if (version.equals(filled.get(place))) {
        return true;
      }
    }
    KeyPage page = store.list(place, Optional.empty(), ENOUGH, Depth.CHILDREN);
    boolean hasCells =
        !page.prefixes().isEmpty()
            || page.objects().stream()
                .anyMatch(object -> !object.key().name().equals(NodeDocument.NAME));
    if (hasCells) {
      synchronized (filled) {
        filled.put(place, version);
      }
    }
    return hasCells;
  }
}
