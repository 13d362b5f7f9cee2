/**
 * Questions about many datasets that their documents answer: conditions on attributes and
 * statistics, and the types that arrays of one name merge to. No cell is read.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.dataset.query;
