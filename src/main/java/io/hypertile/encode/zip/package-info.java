/**
 * Answers in ZIP archives that are written as they are sent: NPZ, and a group of Zarr. Entries are
 * stored, so that all lengths are known before the first byte.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.encode.zip;
