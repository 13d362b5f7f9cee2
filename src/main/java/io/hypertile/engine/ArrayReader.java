package io.hypertile.engine;

import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * One array at one moment: every read sees the cells as they were when the reader was opened,
 * whatever is written meanwhile. Used by one thread at a time; must be closed.
 */
public interface ArrayReader extends AutoCloseable {
  /** The array as it was when the reader was opened. */
  StoredArray array();

  /** Shape of the chunks the cells are stored in; empty when they are one run or absent. */
  Optional<Shape> chunkShape();

  /**
   * Reads a box.
   *
   * @param region a box within the array
   * @param target native memory of exactly the box's bytes; gets the cells in C order, little
   *     endian, fill values where nothing was written
   * @throws io.hypertile.error.CorruptDataException if the stored bytes contradict their format
   */
  void read(Region region, MemorySegment target);

  @Override
  void close();
}
