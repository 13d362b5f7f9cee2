package io.hypertile.array;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Cells of one array at one moment: every read sees them as they were when the reader was opened,
 * whatever is written meanwhile. Used by as many threads at a time as its {@link #advice} is deep;
 * must be closed, by one thread when no read is under way.
 */
public interface CellReader extends AutoCloseable {
  /** The array's form as it was when the reader was opened. */
  ArraySpec spec();

  /** The array's version as it was when the reader was opened. */
  Version version();

  /** Shape of the chunks the cells are stored in; empty when they are one run or absent. */
  Optional<Shape> chunkShape();

  /**
   * Stretches of the first axis that have chunks of their own; empty where {@link #chunkShape}
   * holds throughout, or chunks are not known.
   */
  default Optional<ChunkStretches> stretches() {
    return Optional.empty();
  }

  /** Advice on the amount to read at a time, the same for the whole life of the reader. */
  default ReadAhead advice() {
    return ReadAhead.LOCAL;
  }

  /**
   * Reads a box.
   *
   * @param region a box within the bounds the reader was opened for
   * @param target native memory of exactly the box's bytes; gets the cells in C order, little
   *     endian, fill values where nothing was written. Cells of any length are references to the
   *     target's heap, which their bytes are added to
   * @throws io.hypertile.error.CorruptDataException if the stored bytes contradict their format
   */
  void read(Region region, CellBlock target);

  /** Reads a box of cells of one size. */
  default void read(Region region, MemorySegment target) {
    read(region, CellBlock.of(target));
  }

  /**
   * A stored chunk that was encoded by one codec and nothing else.
   *
   * @param codec name of the codec in Zarr, such as {@code zstd}
   * @param box cells of the chunk, those within the array
   * @return empty if there is no such chunk, or it is stored in any other way
   */
  default Optional<EncodedChunk> encoded(String codec, Region box) {
    return Optional.empty();
  }

  /**
   * The object that holds a chunk, as it is stored; for arrays that have a {@linkplain
   * CellArray#document document} of their own.
   *
   * @param position number of the chunk or shard on each axis, within the document's grid
   * @return empty if nothing is stored, which means that all cells of the chunk are the fill value
   * @throws ServiceException {@code locked} if the array is not stored so
   */
  default Optional<ChunkObject> object(long[] position) {
    throw new ServiceException(
        ErrorCode.LOCKED, "The array is stored in another way by now; open it again.");
  }

  @Override
  void close();
}
