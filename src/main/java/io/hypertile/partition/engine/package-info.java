/** Partitioned collections as zcollection's directories, over {@code zarr.cells}. */
@NullMarked
package io.hypertile.partition.engine;

import org.jspecify.annotations.NullMarked;
