package io.hypertile.catalog;

import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.BoundFilter;
import io.hypertile.filter.Key;
import java.util.List;
import java.util.Optional;

/**
 * A question to the index.
 *
 * @param filter the condition on the arrays
 * @param order the order of the arrays
 * @param after only arrays behind this one; empty for the beginning
 * @param limit at most as many, at least 1
 */
public record CatalogQuery(
    BoundFilter filter, ArrayOrder order, Optional<IndexEntry> after, int limit) {
  /** The place behind which arrays are asked for whose attributes could be read. */
  List<Optional<Key>> position() {
    return after.map(IndexEntry::position).orElse(List.of());
  }
}
