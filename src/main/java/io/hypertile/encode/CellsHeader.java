package io.hypertile.encode;

import io.hypertile.ndarray.DType;
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
 * @param about what else is told of them
 */
public record CellsHeader(
    DType dtype,
    Shape shape,
    List<String> dimensions,
    List<CoordinateColumn> coordinates,
    List<Beside> beside,
    CellsAbout about) {
  /** Coordinates beside those of the axes, by name. */
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
      DType dtype, Shape shape, List<String> dimensions, List<CoordinateColumn> coordinates) {
    this(dtype, shape, dimensions, coordinates, List.of());
  }

  /** Cells with more coordinates along their first axis. */
  public CellsHeader(
      DType dtype,
      Shape shape,
      List<String> dimensions,
      List<CoordinateColumn> coordinates,
      List<Beside> beside) {
    this(dtype, shape, dimensions, coordinates, beside, CellsAbout.nothing());
  }

  /** The same cells with more told of them. */
  public CellsHeader with(CellsAbout told) {
    return new CellsHeader(dtype, shape, dimensions, coordinates, beside, told);
  }

  /** Cells whose axes have positions for coordinates. */
  public static CellsHeader of(DType dtype, Shape shape, List<String> dimensions) {
    CoordinateColumn positions = CoordinateColumn.positions();
    return new CellsHeader(dtype, shape, dimensions, Collections.nCopies(shape.rank(), positions));
  }
}
