package io.hypertile.partition.engine;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellReader;
import io.hypertile.array.Version;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.util.Optional;

/**
 * Reads fill values.
 *
 * @param spec of the array that they stand in
 */
record FilledReader(ArraySpec spec, Version version) implements CellReader {
  @Override
  public Optional<Shape> chunkShape() {
    return Optional.empty();
  }

  @Override
  public void read(Region region, CellBlock target) {
    spec.fill().fill(target.cells());
  }

  @Override
  public void close() {}
}
