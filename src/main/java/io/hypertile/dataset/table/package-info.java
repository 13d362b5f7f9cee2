/**
 * The table of all datasets of a collection in memory: what is known of each object, in states that
 * cost nothing to keep.
 */
@NullMarked
package io.hypertile.dataset.table;

import org.jspecify.annotations.NullMarked;
