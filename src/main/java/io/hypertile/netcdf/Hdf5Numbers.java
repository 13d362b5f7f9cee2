package io.hypertile.netcdf;

import io.hypertile.dataset.imports.SlabCells;
import io.hypertile.ndarray.ByteSwap;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Numbers of a variable, turned to little endian where they are not. */
final class Hdf5Numbers extends SlabCells {
  private final GrownElements elements;
  private final int swapped;

  /**
   * Numbers.
   *
   * @param chunkShape cells that are decoded together
   * @param size bytes of a number
   * @param isSwapped whether they are big endian
   */
  Hdf5Numbers(GrownElements elements, Shape shape, Shape chunkShape, int size, boolean isSwapped) {
    super(shape, slabCells(shape, chunkShape, size));
    this.elements = elements;
    this.swapped = isSwapped ? size : 1;
  }

  @Override
  protected ByteBuffer slab(Region slab) {
    MemorySegment cells = elements.read(slab);
    if (swapped > 1) {
      ByteSwap.inPlace(cells, swapped);
    }
    return cells.asByteBuffer();
  }

  @Override
  public void close() {
    elements.close();
  }
}
