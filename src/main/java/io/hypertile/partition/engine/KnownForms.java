package io.hypertile.partition.engine;

import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StoreKey;
import io.hypertile.zarr.cells.ZarrForm;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
   * @param shared the same forms by identity, whose texts need not be looked up
   */
  private record Kept(
      Map<StoreKey, Known> all, Map<String, ZarrForm> different, Set<ZarrForm> shared) {
    Kept() {
      this(
          new ConcurrentHashMap<>(),
          new ConcurrentHashMap<>(),
          Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>())));
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

  /**
   * The form of a document that reads as one that is known, such as those of the same variable in
   * partitions of as many rows; it is remembered for this version. Empty if no such form is known.
   */
  Optional<ZarrForm> find(StoreKey document, LoadedObject read) {
    Kept now = kept.get();
    if (now == null || read.bytes().length > LONGEST) {
      return Optional.empty();
    }
    ZarrForm same = now.different.get(new String(read.bytes(), StandardCharsets.UTF_8));
    if (same == null) {
      return Optional.empty();
    }
    put(document, read.version(), same);
    return Optional.of(same);
  }

  /** Remembers the form that a document of this version has. */
  void put(StoreKey document, ObjectVersion version, ZarrForm form) {
    Kept now = kept.get();
    if (now == null || now.all.size() >= MOST || now.different.size() >= MOST_DIFFERENT) {
      now = new Kept();
      kept = new SoftReference<>(now);
    }
    ZarrForm first = form;
    if (!now.shared.contains(form)) {
      byte[] bytes = form.document().bytes();
      if (bytes.length > LONGEST) {
        return;
      }
      ZarrForm before = now.different.putIfAbsent(new String(bytes, StandardCharsets.UTF_8), form);
      first = before == null ? form : before;
      now.shared.add(first);
    }
    now.all.put(document, new Known(version, first));
  }
}
