/** Collections of arrays as a part of the Zarr hierarchy. */
@org.jspecify.annotations.NullMarked
package io.hypertile.collection.zarr;
