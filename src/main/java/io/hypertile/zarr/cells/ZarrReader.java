package io.hypertile.zarr.cells;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellReader;
import io.hypertile.array.ChunkObject;
import io.hypertile.array.ReadAhead;
import io.hypertile.array.Version;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.util.Optional;

/**
 * Reads one state of an array.
 *
 * @param cells closed with this
 */
record ZarrReader(ZarrCells cells, ArraySpec spec, ReadAhead advice) implements CellReader {
  @Override
  public Version version() {
    return cells.state().version();
  }

  @Override
  public Optional<Shape> chunkShape() {
    return spec.axes().isEmpty() ? Optional.empty() : Optional.of(cells.chunkShape());
  }

  @Override
  public void read(Region region, CellBlock target) {
    cells.read(region, target);
  }

  @Override
  public Optional<ChunkObject> object(long[] position) {
    return cells.object(position);
  }

  @Override
  public void close() {
    cells.close();
  }
}
