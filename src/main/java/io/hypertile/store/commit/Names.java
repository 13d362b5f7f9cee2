package io.hypertile.store.commit;

import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;

/** Names of the objects that make up states, all below one prefix of the store. */
final class Names {
  /** Prefix of all of them; no object of a state has a key that begins so. */
  static final StorePrefix PRIVATE = new StorePrefix(".hypertile");

  /** Refs, each below the place that it is of. */
  static final StorePrefix REFS = PRIVATE.child("refs");

  /** Bytes of objects. */
  static final StorePrefix OBJECTS = PRIVATE.child("objects");

  /** Lists of the objects of a state that are too long for a ref. */
  static final StorePrefix MANIFESTS = PRIVATE.child("manifests");

  /** Notes of what no state names. */
  static final StorePrefix NOTES = PRIVATE.child("unused");

  /** The lease on the removal of what no state names. */
  static final StoreKey SWEEP = PRIVATE.child("leases").key("sweep");

  private static final String REF = "@ref.json";
  private static final int SPREAD_DIGITS = 2;

  private Names() {}

  static boolean isPrivate(StoreKey key) {
    return key.isBelow(PRIVATE) || key.text().equals(PRIVATE.text());
  }

  /** The ref of a place. */
  static StoreKey ref(StorePrefix place) {
    return REFS.key(place.isRoot() ? REF : place.text() + "/" + REF);
  }

  /** The refs of a place and of all below it. */
  static StorePrefix refs(StorePrefix place) {
    return place.isRoot() ? REFS : REFS.child(place.text());
  }

  /** Whether a key of the store is that of a ref. */
  static boolean isRef(StoreKey key) {
    return key.isBelow(REFS) && key.name().equals(REF);
  }

  /** The place that a ref is of. */
  static StorePrefix place(StoreKey ref) {
    String text = ref.text();
    int start = REFS.text().length() + 1;
    int end = text.length() - REF.length() - 1;
    return end < start ? StorePrefix.ROOT : new StorePrefix(text.substring(start, end));
  }

  /** The bytes that a write has put, spread over prefixes for services that divide work by them. */
  static StoreKey object(WriteId id) {
    String text = id.text();
    return OBJECTS.key(text.substring(text.length() - SPREAD_DIGITS) + "/" + text);
  }

  /** Whether a key is of bytes or a list, which are removed when no ref names them. */
  static boolean isSwept(StoreKey key) {
    return key.isBelow(OBJECTS) || key.isBelow(MANIFESTS);
  }

  static StoreKey manifest(WriteId id) {
    return MANIFESTS.key(id.text());
  }
}
