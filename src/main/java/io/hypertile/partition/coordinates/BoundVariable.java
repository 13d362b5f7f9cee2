package io.hypertile.partition.coordinates;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.DerivedArray;
import io.hypertile.array.axis.BoundReader;
import io.hypertile.ndarray.Region;
import io.hypertile.partition.PartitionsState;
import java.util.Optional;

/**
 * A variable with the coordinates of its axes, which is only read. It holds the state that it was
 * found in until it is closed.
 *
 * @param cells the variable without coordinates
 * @param spec its form with coordinates
 * @param units of its cells
 * @param share the state
 */
record BoundVariable(CellArray cells, ArraySpec spec, Optional<String> units, PartitionsState share)
    implements DerivedArray {
  @Override
  public CellReader open(Region bounds) {
    CellReader reader = cells.open(bounds);
    return reader.spec().equals(cells.spec()) ? new BoundReader(reader, spec) : reader;
  }

  /** Lets go of nothing: coordinates that are read later are those of the cells. */
  @Override
  public void letGo() {}

  @Override
  public void close() {
    try (share) {
      cells.close();
    }
  }
}
