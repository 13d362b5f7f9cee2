package io.hypertile.partition.engine;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.Version;
import io.hypertile.ndarray.Region;

/** A variable that was never inserted: its cells are fill values. */
record FilledArray(String name, ArraySpec spec) implements CellArray {
  private static final Version ABSENT = new Version("absent");

  @Override
  public Version version() {
    return ABSENT;
  }

  @Override
  public boolean mayHoldCells(Region box) {
    return false;
  }

  @Override
  public CellReader open(Region bounds) {
    return new FilledReader(spec, ABSENT);
  }
}
