package io.hypertile.hdf5;

import io.hypertile.hdf5.filter.FilterPipeline;
import io.hypertile.ndarray.Shape;

/** Layout of a dataset's bytes in the file: the data layout message of HDF5. */
public sealed interface DataLayout {
  /**
   * One run of bytes.
   *
   * @param address position of the first byte; {@link Fields#UNDEFINED} when never written
   * @param size bytes of the run
   */
  record Contiguous(long address, long size) implements DataLayout {}

  /** Bytes kept in the object header. */
  record Compact(long address, byte[] bytes) implements DataLayout {}

  /**
   * Boxes of cells stored one by one.
   *
   * @param chunkShape lengths of a chunk; chunks at the edges are stored whole
   * @param table place of each chunk
   * @param filters steps applied to the bytes of each chunk
   */
  record Chunked(Shape chunkShape, ChunkTable table, FilterPipeline filters)
      implements DataLayout {}

  /**
   * A layout outside the profile.
   *
   * @param feature description, for the refusal
   */
  record Unsupported(String feature) implements DataLayout {}
}
