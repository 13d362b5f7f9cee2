package io.hypertile.store;

import java.util.List;
import java.util.Optional;

/**
 * A page of a listing. Objects and prefixes together ascend by the bytes of their text, a prefix
 * with a slash behind it, and are at most as many as were asked for.
 *
 * @param objects objects in ascending order of keys
 * @param prefixes prefixes one segment below the one listed, ascending; none with {@link Depth#ALL}
 * @param next start of the next page; empty when this is the last
 */
public record KeyPage(
    List<StoredObject> objects, List<StorePrefix> prefixes, Optional<ListMark> next) {
  /** The most objects and prefixes that a page can have. */
  public static final int MOST = 1_000;

  /** Copies the lists. */
  public KeyPage {
    objects = List.copyOf(objects);
    prefixes = List.copyOf(prefixes);
  }
}
