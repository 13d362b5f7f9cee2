/**
 * Indexes of partitioned collections: for named columns of keys, the rows in which they have which
 * values, as a Parquet file that zcollection's users have as well.
 */
@NullMarked
package io.hypertile.partition.index;

import org.jspecify.annotations.NullMarked;
