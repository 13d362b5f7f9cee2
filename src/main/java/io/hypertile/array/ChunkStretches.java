package io.hypertile.array;

import io.hypertile.ndarray.Shape;
import java.util.Optional;

/**
 * Stretches along the first axis of an array, one behind the other, each of which has chunks of its
 * own that begin with it. Immutable.
 */
public interface ChunkStretches {
  /**
   * Shape of the chunks, of which the last of a stretch may be shorter; empty where any cells are
   * read as they are stored, so that it does not matter where they are cut.
   */
  Optional<Shape> chunks();

  /**
   * First position of the stretch that has a position.
   *
   * @param position from 0 to the last of the axis
   */
  long start(long position);

  /** One past the last position of the stretch that has a position. */
  long stop(long position);
}
