/**
 * Datasets kept in segments: states of a whole hierarchy of Zarr that lies in few large objects,
 * and commits of many writers that share the next one.
 */
@NullMarked
package io.hypertile.dataset.store;

import org.jspecify.annotations.NullMarked;
