/** Collections of datasets kept as Zarr: groups with arrays in a store whose states are kept. */
@NullMarked
package io.hypertile.dataset.engine;

import org.jspecify.annotations.NullMarked;
