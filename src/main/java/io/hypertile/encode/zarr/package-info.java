/** Answers as a group of Zarr v3 in a ZIP archive, written as they are sent. */
@org.jspecify.annotations.NullMarked
package io.hypertile.encode.zarr;
