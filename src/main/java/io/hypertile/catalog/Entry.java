package io.hypertile.catalog;

import io.hypertile.filter.Key;
import io.hypertile.schema.ArrayId;
import java.util.List;
import java.util.Optional;

/**
 * An array in the index.
 *
 * @param id its id
 * @param position where it stands in the order asked for: a key for each term, empty where it has
 *     no value
 */
public record Entry(ArrayId id, List<Optional<Key>> position) {}
