package io.hypertile.reading;

import io.hypertile.ndarray.Region;

/**
 * A stretch of a result that is read, handed on and forgotten before the next: a box of results
 * whose cells are neighbours in C order.
 *
 * @param results the box, counted in results on every axis, dropped axes with length 1
 * @param bytes size of its cells
 */
record Slab(Region results, long bytes) {}
