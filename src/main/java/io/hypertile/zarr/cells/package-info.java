/**
 * Arrays of Zarr in a store as arrays of cells: found, read in parts, and changed all or nothing.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.zarr.cells;
