package io.hypertile.dataset.imports;

import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.ndarray.SlabCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Cells of an array that are read a slab at a time. For one thread. */
public abstract class SlabCells implements CellSource {
  /** Bytes of a slab: a call for each costs nothing then. */
  private static final long USUAL_BYTES = 4L << 20;

  /** A row of chunks up to this size is read at once, so that none is decoded twice. */
  private static final long MOST_BYTES = 64L << 20;

  private final SlabCursor slabs;
  private ByteBuffer current = ByteBuffer.allocate(0);

  /**
   * A walk over an array.
   *
   * @param maxCells most cells of a slab, at least 1
   */
  protected SlabCells(Shape shape, long maxCells) {
    this.slabs = new SlabCursor(Region.whole(shape), maxCells);
  }

  /**
   * Cells of a slab that is worth reading at once: whole rows of chunks where they are not too
   * long.
   *
   * @param chunkShape cells that are decoded together
   * @param cellBytes bytes of a cell
   */
  protected static long slabCells(Shape shape, Shape chunkShape, int cellBytes) {
    long most = Math.max(1, MOST_BYTES / cellBytes);
    long usual = Math.max(1, USUAL_BYTES / cellBytes);
    if (shape.rank() == 0) {
      return 1;
    }
    long row = Math.max(1, Math.min(chunkShape.length(0), shape.length(0)));
    for (long length : Arrays.copyOfRange(shape.toArray(), 1, shape.rank())) {
      row = length > 0 && row > most / length ? most + 1 : row * Math.max(1, length);
    }
    return row > most ? usual : Math.max(row, usual / row * row);
  }

  /**
   * Reads the cells of a slab.
   *
   * @return as {@link CellSource} gives them, from the position to the limit; valid until the next
   *     slab is read
   */
  protected abstract ByteBuffer slab(Region slab) throws IOException;

  @Override
  public final int read(ByteBuffer target) throws IOException {
    while (!current.hasRemaining()) {
      Optional<Region> next = slabs.next();
      if (next.isEmpty()) {
        return -1;
      }
      current = slab(next.get());
    }
    int count = Math.min(current.remaining(), target.remaining());
    target.put(target.position(), current, current.position(), count);
    target.position(target.position() + count);
    current.position(current.position() + count);
    return count;
  }
}
