package io.hypertile.dataset.figures;

import io.hypertile.dataset.ArrayStatistics;
import io.hypertile.dataset.ArrayStatistics.Extreme;
import io.hypertile.ndarray.CellBlock;
import java.util.Optional;

/**
 * Figures of cells of one array, block by block (atlas-rules.md 57 to 65). Each type has a loop of
 * its own, which makes nothing for a cell. For one thread.
 */
public abstract class CellFigures {
  private long rows;
  private long nulls;

  /** Figures of no cell. */
  CellFigures() {}

  /** Adds cells. */
  public final void add(CellBlock cells, int cellBytes) {
    long count = cells.cells().byteSize() / cellBytes;
    rows += count;
    nulls += take(cells, count);
  }

  /** Adds cells that were never written. */
  public final void addUnwritten(long count) {
    rows += count;
    nulls += count;
  }

  /**
   * Takes cells.
   *
   * @return the number of those that are null
   */
  abstract long take(CellBlock cells, long count);

  abstract Optional<Extreme> least();

  abstract Optional<Extreme> greatest();

  /** The figures so far. */
  public final ArrayStatistics figures() {
    return new ArrayStatistics(rows, nulls, least(), greatest());
  }
}
