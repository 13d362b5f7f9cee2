package io.hypertile.zarr.cells;

import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.LongFunction;

/** Gives the cells that an array will have. Thread-safe. */
@FunctionalInterface
public interface NewCells extends AutoCloseable {
  /** Whether all cells of a box are set to the fill value as if they had never been written. */
  default boolean isCleared(Region region) {
    return false;
  }

  /**
   * Whether the object or the chunk of a shard that holds a box stays as it is, which shows without
   * its cells. Asked of new arrays that take the place of one.
   *
   * @param region cells of the object or chunk that are in the array
   */
  default boolean isKept(Region region) {
    return false;
  }

  /**
   * Reads a box.
   *
   * @param region a box of the array
   * @param target gets the box in C order, and has exactly its bytes
   */
  void read(Region region, CellBlock target);

  /**
   * Reads a box as {@link #read}.
   *
   * @param region cells of an object, or of a chunk of a shard, that are in the array
   * @return false if that stays as it is, since it holds these cells already
   */
  default boolean readNew(Region region, CellBlock target) {
    read(region, target);
    return true;
  }

  /**
   * The stored bytes of a chunk of a shard that stays as it is.
   *
   * @param region cells of the chunk that are in the array
   * @param most bytes that there may be
   * @param room gives native memory of a number of bytes
   * @return a segment of length 0 if the chunk is not stored; empty if the bytes cannot be taken
   */
  default Optional<MemorySegment> stored(
      Region region, long most, LongFunction<MemorySegment> room) {
    return Optional.empty();
  }

  /** Frees what is held for reading; once or several times, when nobody reads. */
  @Override
  default void close() {}
}
