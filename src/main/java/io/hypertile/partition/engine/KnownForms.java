package io.hypertile.partition.engine;

import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StoreKey;
import io.hypertile.zarr.cells.ZarrForm;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Forms of the arrays of partitions by the versions of their documents, so that no document is read
 * twice. Arrays of one form share it. Kept until memory is short. Thread-safe.
 */
final class KnownForms {
  private static final int MOST = 1 << 14;
  private static final int MOST_DIFFERENT = 1 << 12;

  /** Bytes of the longest document whose form is kept: attributes may have any number. */
  private static final int LONGEST = 4 << 10;

  private volatile SoftReference<Kept> kept = new SoftReference<>(new Kept());

  private record Known(ObjectVersion version, ZarrForm form) {}

  /**
   * Forms that are kept.
   *
   * @param all by the keys of documents
   * @param different forms by the texts of documents
   */
  private record Kept(Map<StoreKey, Known> all, Map<String, ZarrForm> different) {
    Kept() {
      this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    }
  }

  /** The form that a document of this version has; empty if that is not known. */
  Optional<ZarrForm> find(StoreKey document, ObjectVersion version) {
    Kept now = kept.get();
    Known known = now == null ? null : now.all.get(document);
    return known != null && known.version.equals(version)
        ? Optional.of(known.form)
        : Optional.empty();
  }

  /** Remembers the form that a document of this version has. */
  void put(StoreKey document, ObjectVersion version, ZarrForm form) {
    byte[] bytes = form.document().bytes();
    if (bytes.length > LONGEST) {
      return;
    }
    Kept now = kept.get();
    if (now == null || now.all.size() >= MOST || now.different.size() >= MOST_DIFFERENT) {
      now = new Kept();
      kept = new SoftReference<>(now);
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    ZarrForm first = now.different.putIfAbsent(text, form);
    now.all.put(document, new Known(version, first == null ? form : first));
  }
}
