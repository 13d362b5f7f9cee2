/**
 * Collections of arrays kept in a store as plain Zarr: a group for each collection, and in it a
 * node for each array.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.zarr.engine;
