package io.hypertile.collection;

import java.util.List;
import java.util.Optional;

/**
 * A stretch of a list.
 *
 * @param items at most as many as were asked for
 * @param next start of the following page: after this one; empty on the last page
 */
public record Page<T, K>(List<T> items, Optional<K> next) {}
