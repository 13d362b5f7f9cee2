package io.hypertile.dataset.imports;

import io.hypertile.dataset.TypedValue;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An array as a file of another program has it. Immutable.
 *
 * @param name as the file has it, of any text
 * @param type of the cells that are given
 * @param dimensions names of the axes, outermost first
 * @param shape lengths of the axes
 * @param chunkShape cells that the file keeps together; empty where it keeps them in one run
 * @param fill the value of cells that were never written, where the file's format has one beside
 *     the attributes
 * @param attributes by name, in the file's order
 * @param cells opens all cells of the shape; empty where none were ever written
 */
public record ForeignArray(
    String name,
    CellType type,
    List<String> dimensions,
    Shape shape,
    Optional<Shape> chunkShape,
    Optional<FillValue> fill,
    Map<String, TypedValue> attributes,
    Optional<Opener> cells) {
  public ForeignArray {
    dimensions = List.copyOf(dimensions);
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** Opens the cells of an array, each time from the first one on. */
  @FunctionalInterface
  public interface Opener {
    /** All cells in C order; closed by their reader. */
    CellSource open();
  }
}
