/** Coordinates of axes, read out of the arrays that have them. */
@NullMarked
package io.hypertile.array.axis;

import org.jspecify.annotations.NullMarked;
