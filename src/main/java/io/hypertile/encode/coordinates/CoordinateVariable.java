package io.hypertile.encode.coordinates;

import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.CoordinateColumn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Coordinates of an answer as a variable beside the one with its cells.
 *
 * @param name its name, that of no other variable of the answer
 * @param axis number of the answer's axis that it lies along; empty for the one position of an axis
 *     that the answer does not have
 * @param count number of its values, 1 without an axis
 * @param column the values
 */
public record CoordinateVariable(
    String name, Optional<Integer> axis, long count, CoordinateColumn column) {
  /** Name of cells that have no other. */
  private static final String CELLS = "data";

  /** The coordinates of an answer: of its axes, more of the first one, those of dropped axes. */
  public static List<CoordinateVariable> of(CellsHeader header) {
    List<CoordinateVariable> all = new ArrayList<>();
    for (int axis = 0; axis < header.shape().rank(); axis++) {
      all.add(along(header, axis, header.dimensions().get(axis), header.coordinates().get(axis)));
    }
    for (CellsHeader.Beside beside : header.beside()) {
      all.add(along(header, 0, beside.name(), beside.column()));
    }
    for (CellsHeader.Beside dropped : header.about().dropped()) {
      all.add(new CoordinateVariable(dropped.name(), Optional.empty(), 1, dropped.column()));
    }
    return List.copyOf(all);
  }

  private static CoordinateVariable along(
      CellsHeader header, int axis, String name, CoordinateColumn column) {
    return new CoordinateVariable(name, Optional.of(axis), header.shape().length(axis), column);
  }

  /** The name of the variable with the cells, where a format takes any. */
  public static String ofCells(CellsHeader header) {
    return ofCells(header, name -> true);
  }

  /**
   * The name of the variable with the cells: that of the array. If coordinates have that name, or
   * the format cannot use it, {@code data}, with underscores added until it differs from them.
   *
   * @param valid whether a format takes a name
   */
  public static String ofCells(CellsHeader header, Predicate<String> valid) {
    Set<String> used = new HashSet<>();
    of(header).forEach(variable -> used.add(variable.name));
    String name = header.about().name();
    if (used.contains(name) || !valid.test(name)) {
      name = CELLS;
    }
    while (used.contains(name)) {
      name += "_";
    }
    return name;
  }

  /**
   * Names of coordinates that are not those of an axis, with blanks between them, as the CF
   * conventions (1.11, 5) list them; one with a blank in it cannot be listed.
   */
  public static String others(CellsHeader header) {
    List<String> names = new ArrayList<>();
    for (CoordinateVariable variable : of(header)) {
      boolean isOwn =
          variable.axis.isPresent()
              && header.dimensions().get(variable.axis.get()).equals(variable.name);
      if (!isOwn && variable.name.indexOf(' ') < 0) {
        names.add(variable.name);
      }
    }
    return String.join(" ", names);
  }
}
