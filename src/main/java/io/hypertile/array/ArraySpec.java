package io.hypertile.array;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import java.util.List;

/**
 * The form of one array, whichever model keeps it. Immutable.
 *
 * @param dtype type of the cells
 * @param fill value of cells that were never written, of the same type
 * @param axes the axes, outermost first; none of an array that is one cell
 */
public record ArraySpec(CellType dtype, FillValue fill, List<Axis> axes) {
  public ArraySpec {
    axes = List.copyOf(axes);
  }

  /** Lengths of the axes. */
  public Shape shape() {
    return Shape.of(axes.stream().mapToLong(Axis::size).toArray());
  }
}
