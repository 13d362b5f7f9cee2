package io.hypertile.encode;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import java.util.Collections;
import java.util.List;

/**
 * Description of an answer's cells.
 *
 * @param dtype their dtype
 * @param shape shape of the answer, dropped axes absent
 * @param dimensions names of its axes, as many as the shape has
 * @param coordinates coordinates of its axes, as many
 * @param beside more coordinates along the first axis, of other names than its axes
 */
public record CellsHeader(
    CellType dtype,
    Shape shape,
    List<String> dimensions,
    List<CoordinateColumn> coordinates,
    List<Beside> beside) {
  /** Coordinates along the first axis beside its own. */
  public record Beside(String name, CoordinateColumn column) {}

  public CellsHeader {
    dimensions = List.copyOf(dimensions);
    coordinates = List.copyOf(coordinates);
    beside = List.copyOf(beside);
    if (dimensions.size() != shape.rank() || coordinates.size() != shape.rank()) {
      throw new IllegalArgumentException("as many dimensions and coordinates as axes are needed");
    }
  }

  /** Cells without more coordinates than those of their axes. */
  public CellsHeader(
      CellType dtype, Shape shape, List<String> dimensions, List<CoordinateColumn> coordinates) {
    this(dtype, shape, dimensions, coordinates, List.of());
  }

  /** Cells whose axes have positions for coordinates. */
  public static CellsHeader of(CellType dtype, Shape shape, List<String> dimensions) {
    CoordinateColumn positions = CoordinateColumn.positions();
    return new CellsHeader(dtype, shape, dimensions, Collections.nCopies(shape.rank(), positions));
  }
}
