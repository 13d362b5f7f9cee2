package io.hypertile.dataset.engine;

import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayStatistics;
import io.hypertile.ndarray.Region;

/** Makes the figures of an array of its cells. */
final class StatisticsReading {
  private StatisticsReading() {}

  /** Figures of an array in the state that it was found in. */
  static ArrayStatistics read(CellArray array, ArrayDefinition definition) {
    Region whole = Region.whole(definition.shape());
    if (whole.isEmpty()) {
      return ArrayStatistics.unwritten(0);
    }
    try (CellReader reader = array.open(whole)) {
      return new CellFigures(definition).read(reader, whole);
    }
  }
}
