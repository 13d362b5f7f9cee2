/**
 * Expressions over variables with named dimensions: typed by NumPy's rules before any cell is read,
 * and evaluated block by block.
 */
@NullMarked
package io.hypertile.partition.expression;

import org.jspecify.annotations.NullMarked;
