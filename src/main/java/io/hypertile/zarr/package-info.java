/** Documents of Zarr that describe groups and arrays, in formats 2 and 3. No cells. */
@org.jspecify.annotations.NullMarked
package io.hypertile.zarr;
