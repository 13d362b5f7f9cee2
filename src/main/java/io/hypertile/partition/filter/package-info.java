/** Filters of partitions by the numbers of their keys: zcollection's language. */
@NullMarked
package io.hypertile.partition.filter;

import org.jspecify.annotations.NullMarked;
