package io.hypertile.encode;

import io.hypertile.ndarray.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Columns of an answer as a table with a row for each cell: the coordinates of each axis, those
 * beside the first one behind it, then the cells.
 */
public final class TableColumns {
  private TableColumns() {}

  /**
   * Coordinates of a column.
   *
   * @param axis the axis that they lie along
   */
  public record Coordinates(String name, int axis, CoordinateColumn column) {}

  /** The columns of coordinates, in order. */
  public static List<Coordinates> coordinates(CellsHeader header) {
    List<Coordinates> columns = new ArrayList<>();
    for (int axis = 0; axis < header.shape().rank(); axis++) {
      columns.add(
          new Coordinates(header.dimensions().get(axis), axis, header.coordinates().get(axis)));
      if (axis == 0) {
        header
            .beside()
            .forEach(beside -> columns.add(new Coordinates(beside.name(), 0, beside.column())));
      }
    }
    return columns;
  }

  /**
   * The names of the columns with cells, or with their real and imaginary parts: with underscores
   * at the end until no column of coordinates has them.
   */
  public static List<String> cells(CellsHeader header) {
    boolean isComplex = header.dtype() instanceof DType dtype && dtype.kind() == DType.Kind.COMPLEX;
    List<String> names = isComplex ? List.of("value_real", "value_imag") : List.of("value");
    List<String> others = coordinates(header).stream().map(Coordinates::name).toList();
    while (!Collections.disjoint(names, others)) {
      names = names.stream().map(name -> name + "_").toList();
    }
    return names;
  }
}
