/** Marks of the arrays of a collection, by which two looks at a store are compared. */
@org.jspecify.annotations.NullMarked
package io.hypertile.zarr.marks;
