/**
 * Collections that are kept as objects of Zarr, as other programs list, read and change them: each
 * change is checked, and is a commit like any other of the collection.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.s3.tree;
