/**
 * Flat tables in Parquet files: a writer, and a reader of what common programs write. Files are
 * taken for hostile: nothing is allocated for a size that a file claims beyond bounds that are
 * known.
 */
@NullMarked
package io.hypertile.partition.index.parquet;

import org.jspecify.annotations.NullMarked;
