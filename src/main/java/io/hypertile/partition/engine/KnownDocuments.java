package io.hypertile.partition.engine;

import io.hypertile.partition.Catalog;
import io.hypertile.partition.PartitionKey;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows and partitions by the documents that say them: a document of one version says the same
 * always, so that listing partitions reads no document twice. Keeps the rows of some tens of
 * thousands of partitions, and one catalog until memory is short. Thread-safe.
 */
final class KnownDocuments {
  private static final int MOST = 1 << 16;

  private final Map<StoreKey, Known> all = new ConcurrentHashMap<>();
  private volatile @Nullable SoftReference<Listed> listed;

  private record Known(ObjectVersion version, long rows) {}

  /**
   * A catalog that was read and is whole.
   *
   * @param version of its document
   * @param keys of its partitions, in the order of their paths
   */
  record Listed(ObjectVersion version, Catalog catalog, List<PartitionKey> keys) {
    Listed {
      keys = List.copyOf(keys);
    }
  }

  /** The rows that a document says; empty if that is not known. */
  OptionalLong find(StoredObject document) {
    Known known = all.get(document.key());
    return known != null && known.version.equals(document.version())
        ? OptionalLong.of(known.rows)
        : OptionalLong.empty();
  }

  /** Remembers the rows that a document says. */
  void put(StoredObject document, long rows) {
    if (all.size() >= MOST) {
      all.clear();
    }
    all.put(document.key(), new Known(document.version(), rows));
  }

  /** The catalog that was read last, of whichever version; empty if none is kept. */
  Optional<Listed> listed() {
    SoftReference<Listed> last = listed;
    return last == null ? Optional.empty() : Optional.ofNullable(last.get());
  }

  /** Remembers a catalog in place of the one before. */
  void put(Listed catalog) {
    listed = new SoftReference<>(catalog);
  }
}
