/**
 * Partitioned collections: rows of named variables, cut along one axis into partitions by the
 * values of their keys, as zcollection keeps them.
 */
@NullMarked
package io.hypertile.partition;

import org.jspecify.annotations.NullMarked;
