/**
 * Arrays of any model as nodes of a Zarr hierarchy that is only read: groups, documents, chunks.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.zarr.view;
