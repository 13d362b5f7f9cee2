/** Coordinates of the axes of answers as formats take them. */
@org.jspecify.annotations.NullMarked
package io.hypertile.cells.column;
