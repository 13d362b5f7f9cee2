package io.hypertile.collection;

import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.BoundFilter;
import io.hypertile.schema.ArrayId;
import java.util.Optional;

/**
 * Query for a page of the arrays of a collection.
 *
 * @param filter the condition on the arrays
 * @param order the order of the arrays
 * @param after only those behind this place; empty for the beginning
 * @param limit at most as many, at least 1
 */
public record ArrayQuery(
    BoundFilter filter, ArrayOrder order, Optional<ListPlace> after, int limit) {
  /**
   * Every array, in the order of the ids.
   *
   * @param after end of the page before; empty for the beginning
   * @param limit most arrays of a page
   */
  public static ArrayQuery all(Optional<ListPlace> after, int limit) {
    return new ArrayQuery(BoundFilter.ALL, ArrayOrder.BY_ID, after, limit);
  }

  /** Whether every array is meant, in the order of the ids. */
  boolean isPlain() {
    return filter.equals(BoundFilter.ALL) && order.isById();
  }

  /** The id behind which a list in the order of the ids begins; empty for the beginning. */
  Optional<ArrayId> afterId() {
    return after.map(ListPlace::id);
  }
}
