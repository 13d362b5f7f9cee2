package io.hypertile.chunk;

import io.hypertile.ndarray.Region;
import java.lang.foreign.MemorySegment;

/**
 * Makes the stored bytes of one chunk after another from the cells of an array. Holds the memory
 * that takes; for one thread at a time, and closed by its maker.
 */
public interface ChunkEncoder extends ChunkWorker {
  /**
   * A chunk as it is to be stored.
   *
   * @param bytes valid until the encoder makes the next one, or the source's cells are overwritten
   * @param mask bit i set when filter i was left out
   * @param fillCells number of its cells that equal the fill value, those past the array's edge
   *     apart
   */
  record EncodedChunk(MemorySegment bytes, int mask, long fillCells) {}

  /**
   * Encodes a chunk.
   *
   * @param region its cells that are in the array
   * @param source gives them
   */
  EncodedChunk encode(Region region, RegionSource source);
}
