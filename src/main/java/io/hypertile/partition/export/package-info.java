/** Rows of partitioned collections as files that other programs read. */
@NullMarked
package io.hypertile.partition.export;

import org.jspecify.annotations.NullMarked;
