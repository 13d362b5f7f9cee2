package io.hypertile.collection;

import io.hypertile.catalog.IndexEntry;
import io.hypertile.filter.Key;
import io.hypertile.schema.ArrayId;
import java.util.List;
import java.util.Optional;

/**
 * Place at which a page of a list ended.
 *
 * @param id the last array
 * @param position its place in the order: a key for each term, empty where it has no value; the
 *     empty list stands for the place that the array has now
 * @param check tells whether that is still the place where the page ended
 * @param readable false for a place among those at the end whose attributes cannot be read
 */
public record ListPlace(ArrayId id, List<Optional<Key>> position, int check, boolean readable) {
  /** A place with its position. */
  public static ListPlace of(ArrayId id, List<Optional<Key>> position) {
    return new ListPlace(id, position, position.hashCode(), true);
  }

  /** A place whose position is the one that the array has now, if it has the same check. */
  public static ListPlace ofCheck(ArrayId id, int check) {
    return new ListPlace(id, List.of(), check, true);
  }

  /** A place among the arrays at the end. */
  public static ListPlace unreadable(ArrayId id) {
    return new ListPlace(id, List.of(), 0, false);
  }

  /** The place of an entry of the index. */
  static ListPlace of(IndexEntry entry) {
    return entry.position().isEmpty() ? unreadable(entry.id()) : of(entry.id(), entry.position());
  }
}
