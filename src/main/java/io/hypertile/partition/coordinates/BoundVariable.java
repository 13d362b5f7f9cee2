package io.hypertile.partition.coordinates;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.Version;
import io.hypertile.array.axis.BoundReader;
import io.hypertile.ndarray.FillValue;
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
    implements CellArray {
  @Override
  public String name() {
    return cells.name();
  }

  @Override
  public Optional<FillValue> nulls() {
    return cells.nulls();
  }

  @Override
  public Optional<FillValue> blank() {
    return cells.blank();
  }

  @Override
  public Version version() {
    return cells.version();
  }

  @Override
  public boolean isQuick() {
    return cells.isQuick();
  }

  @Override
  public boolean mayHoldCells(Region box) {
    return cells.mayHoldCells(box);
  }

  @Override
  public <T> Optional<T> document(Class<T> type) {
    return cells.document(type);
  }

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
