package io.hypertile.zarr.check;

import io.hypertile.store.StorePrefix;

/**
 * Scope and depth of a check.
 *
 * @param below the place whose node, and all nodes below, are looked at
 * @param level how deep, as {@link NodeFault#level} says: 1 documents, 2 also whether arrays can be
 *     read and consolidated metadata agree, 3 also chunks' keys and sizes and indexes of shards, 4
 *     also all cells
 * @param most findings after which the check ends, at least 1
 */
public record NodeCheck(StorePrefix below, int level, int most) {}
