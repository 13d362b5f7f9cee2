package io.hypertile.dataset;

import java.util.List;
import java.util.Optional;

/** All that lists and conditions ask of a dataset; no cell is read for it. */
public interface DatasetFacts {
  /** Name of the dataset. */
  DatasetName name();

  /** Its ordinal; negative where the layout keeps none. */
  long row();

  /** Names and types of its arrays, in the order of their definition. */
  List<ArrayKind> kinds();

  /** Attributes of the dataset. */
  TypedAttributes attributes();

  /** An attribute of the dataset. */
  default Optional<TypedValue> attribute(String name) {
    return attributes().find(name);
  }

  /**
   * Figures of an array, which are put into a cell.
   *
   * @return false if the dataset has no such array; the cell says nothing then
   */
  boolean figures(ArrayName array, FigureCell cell);
}
