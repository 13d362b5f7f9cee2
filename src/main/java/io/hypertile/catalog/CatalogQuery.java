package io.hypertile.catalog;

import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.BoundFilter;
import io.hypertile.filter.Key;
import java.util.List;
import java.util.Optional;

/**
 * A question to the index.
 *
 * @param filter which arrays
 * @param order in which order
 * @param after only arrays behind this position: a key for each term of the order, empty where
 *     there is no value; the empty list for the beginning
 * @param limit at most as many, at least 1
 */
public record CatalogQuery(
    BoundFilter filter, ArrayOrder order, List<Optional<Key>> after, int limit) {}
