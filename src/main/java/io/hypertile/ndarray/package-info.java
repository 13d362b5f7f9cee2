/** Element types, shapes, boxes of cells and the loop that copies them. */
@org.jspecify.annotations.NullMarked
package io.hypertile.ndarray;
