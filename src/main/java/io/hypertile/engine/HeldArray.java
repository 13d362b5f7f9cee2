package io.hypertile.engine;

import io.hypertile.ndarray.Region;
import java.util.Optional;

/**
 * The state of an array, held by its engine until it is read or let go. Its cells have not been
 * looked at, so that it is there also when they cannot be read. Used by one thread at a time; must
 * be closed.
 */
public interface HeldArray extends AutoCloseable {
  /** The array as it was found. */
  StoredArray array();

  /** The array's own document, as {@link io.hypertile.array.CellArray#document} gives it. */
  default <T> Optional<T> document(Class<T> type) {
    return Optional.empty();
  }

  /**
   * Opens the array for reading, once, in the state that is held.
   *
   * @param bounds all boxes that will be read lie within this one, which lies within the array
   * @throws io.hypertile.error.ServiceException as {@link ArrayEngine#open}
   */
  ArrayReader open(Region bounds);

  /** Lets go of the state, unless a reader has taken it over. */
  @Override
  void close();
}
