package io.hypertile.quota;

import java.util.List;

/** Counts what collections hold. Thread-safe. */
public interface UseCounter {
  /** Names of all collections, as far as they can be told now. */
  List<String> collections();

  /**
   * Counts a collection, which may take long.
   *
   * @throws io.hypertile.error.ServiceException {@code collection-not-found} if it does not exist;
   *     any other where it cannot be counted now
   */
  Amount count(String collection);
}
