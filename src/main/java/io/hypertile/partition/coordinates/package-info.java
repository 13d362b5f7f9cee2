/**
 * Coordinates of variables of partitioned collections: which variable has those of an axis, and
 * collections whose variables are found with them.
 */
@NullMarked
package io.hypertile.partition.coordinates;

import org.jspecify.annotations.NullMarked;
