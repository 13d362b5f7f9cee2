package io.hypertile.zarr.engine;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellReader;
import io.hypertile.array.ChunkObject;
import io.hypertile.array.ReadAhead;
import io.hypertile.engine.ArrayReader;
import io.hypertile.engine.ArraySpecs;
import io.hypertile.engine.HeldArray;
import io.hypertile.engine.StoredArray;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.zarr.cells.ZarrArray;
import java.util.Optional;

/**
 * The state of an array, held as that of its node.
 *
 * @param node closed with this
 */
record HeldNode(ZarrArray node, StoredArray array, ArraysSchema schema) implements HeldArray {
  @Override
  public <T> Optional<T> document(Class<T> type) {
    return node.document(type);
  }

  @Override
  public ArrayReader open(Region bounds) {
    return new Reader(node.open(bounds), array, ArraySpecs.of(schema, array.header()));
  }

  @Override
  public void close() {
    node.letGo();
  }

  /**
   * Reads cells of an array.
   *
   * @param cells closed with this
   */
  private record Reader(CellReader cells, StoredArray array, ArraySpec spec)
      implements ArrayReader {
    @Override
    public Optional<Shape> chunkShape() {
      return cells.chunkShape();
    }

    @Override
    public ReadAhead advice() {
      return cells.advice();
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
}
