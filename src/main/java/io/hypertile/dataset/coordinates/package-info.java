/**
 * Coordinates of arrays of datasets: which array has those of an axis, and datasets whose arrays
 * are found with them.
 */
@NullMarked
package io.hypertile.dataset.coordinates;

import org.jspecify.annotations.NullMarked;
