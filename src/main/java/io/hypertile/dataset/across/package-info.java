/**
 * Reads across datasets: one array of many datasets, or many arrays of one, as one answer; and what
 * is told of all datasets of a collection together.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.dataset.across;
