/** Checks of Zarr hierarchies in a store: what contradicts the format, or leads nowhere. */
@org.jspecify.annotations.NullMarked
package io.hypertile.zarr.check;
