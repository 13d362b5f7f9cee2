/** Documents of Zarr: what groups and arrays say of themselves, in formats 2 and 3. No cells. */
@org.jspecify.annotations.NullMarked
package io.hypertile.zarr;
