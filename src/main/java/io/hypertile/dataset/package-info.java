/**
 * Datasets: named sets of named arrays, each with attributes of its own. Values, and what a
 * collection of datasets can do, whichever layout keeps it.
 */
@NullMarked
package io.hypertile.dataset;

import org.jspecify.annotations.NullMarked;
