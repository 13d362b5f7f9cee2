package io.hypertile.collection;

import io.hypertile.filter.Key;
import io.hypertile.schema.ArrayId;
import java.util.List;
import java.util.Optional;

/**
 * Where a page of a list ended.
 *
 * @param id the last array
 * @param position its place in the order: a key for each term, empty where it has no value; the
 *     empty list stands for the place that the array has now
 * @param check tells whether that is still the place where the page ended
 */
public record ListPlace(ArrayId id, List<Optional<Key>> position, int check) {
  /** A place with its position. */
  public static ListPlace of(ArrayId id, List<Optional<Key>> position) {
    return new ListPlace(id, position, position.hashCode());
  }
}
