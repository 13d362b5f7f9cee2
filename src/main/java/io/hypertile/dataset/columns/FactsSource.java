package io.hypertile.dataset.columns;

import io.hypertile.dataset.ArrayKind;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.FigureCell;
import io.hypertile.dataset.TypedAttributes;
import java.util.List;

/** Reads the facts of one dataset of a state. Thread-safe while the state is open. */
public interface FactsSource {
  /**
   * Contents of the documents of a dataset.
   *
   * @param arrays in the order of their definition
   */
  record Described(TypedAttributes attributes, List<ArrayKind> arrays) {
    /** Contents of a dataset that is not there. */
    public static final Described NONE = new Described(TypedAttributes.NONE, List.of());

    public Described {
      arrays = List.copyOf(arrays);
    }
  }

  /** Attributes and arrays of a dataset. */
  Described describe(long row, DatasetName dataset);

  /** Puts the figures of an array into a cell, or clears it where there is no such array. */
  void figures(long row, DatasetName dataset, ArrayName array, FigureCell cell);
}
