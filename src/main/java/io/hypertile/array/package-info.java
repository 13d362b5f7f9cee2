/**
 * Arrays as values: type of cells, axes with nothing left to look up, versions, and their cells.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.array;
