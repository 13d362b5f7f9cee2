package io.hypertile.schema;

import io.hypertile.ndarray.Shape;

/**
 * Grid of tiles of one shape that a virtual array is cut into (deker-rules.md 67 to 72).
 *
 * @param counts number of tiles along each axis (Deker's {@code vgrid}); divides the shape
 */
public record TileGrid(Shape counts) {
  /** Shape of one tile of an array of the shape (Deker's {@code arrays_shape}). */
  public Shape tileShape(Shape array) {
    long[] lengths = array.toArray();
    for (int axis = 0; axis < lengths.length; axis++) {
      lengths[axis] /= counts.length(axis);
    }
    return Shape.of(lengths);
  }
}
