package io.hypertile.zarr;

import io.hypertile.ndarray.CellBlock;
import java.util.List;
import java.util.Optional;

/**
 * Makes notes on chunks of the cells that they are encoded from, which go beside them. Thread-safe.
 */
public interface ChunkNotes {
  /** Makes none. */
  ChunkNotes NONE = document -> Optional.empty();

  /** The notes on chunks of an array; empty where there are to be none. */
  Optional<Maker> of(ArrayDocument document);

  /** Notes on chunks of one array. Thread-safe. */
  interface Maker {
    /**
     * Whether chunks of nothing but fill values are stored when they are written, so that it shows
     * that they were.
     */
    boolean keepsFills();

    /**
     * The note on a chunk, or on a part of one.
     *
     * @param cells those within the array
     * @return empty if nothing can be noted of it
     */
    Optional<byte[]> of(CellBlock cells);

    /**
     * The note on a chunk that was made of parts.
     *
     * @param parts notes on those that are not all fill values
     */
    Optional<byte[]> joined(List<Optional<byte[]>> parts);
  }
}
