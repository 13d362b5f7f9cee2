/**
 * Partitioned collections as nodes of the Zarr hierarchy: each partition a group as it is stored,
 * and all of them as one.
 */
@NullMarked
package io.hypertile.partition.shown;

import org.jspecify.annotations.NullMarked;
