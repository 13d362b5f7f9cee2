package io.hypertile.dataset.engine;

import io.hypertile.array.CellReader;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayStatistics;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;

/** Figures of cells as they come. For one thread. */
final class CellFigures {
  private final ArrayDefinition definition;

  CellFigures(ArrayDefinition definition) {
    this.definition = definition;
  }

  ArrayStatistics read(CellReader reader, Region whole) {
    return ArrayStatistics.unwritten(whole.cells());
  }

  void add(CellBlock cells) {}
}
