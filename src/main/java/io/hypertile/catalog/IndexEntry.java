package io.hypertile.catalog;

import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.Key;
import io.hypertile.schema.ArrayId;
import java.util.List;
import java.util.Optional;

/**
 * An array in the index.
 *
 * @param id its id
 * @param position where it is in the order asked for: a key for each term, empty where it has no
 *     value; the empty list where that is not known
 * @param readable whether its attributes could be read
 */
public record IndexEntry(ArrayId id, List<Optional<Key>> position, boolean readable) {
  /** An array whose attributes could be read. */
  public static IndexEntry of(ArrayId id, List<Optional<Key>> position) {
    return new IndexEntry(id, position, true);
  }

  /** An array whose attributes could not be read: behind all others, unless its id is its place. */
  public static IndexEntry unreadable(ArrayId id, ArrayOrder order) {
    return new IndexEntry(
        id, order.isOfIds() ? ArrayOrder.positionOf(id.text()) : List.of(), false);
  }
}
