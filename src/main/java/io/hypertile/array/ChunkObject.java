package io.hypertile.array;

import java.lang.foreign.MemorySegment;

/**
 * Object of a store that holds one chunk or shard of an array, as it is kept. Readable until the
 * reader that found it is closed, in the state that it was found in.
 */
public interface ChunkObject {
  /** Number of its bytes. */
  long size();

  /** A text of any characters that the chunk has never had with other bytes. */
  String version();

  /**
   * Reads some of its bytes.
   *
   * @param offset position of the first, counted from 0
   * @param target native memory of their number, at least one, all within the object
   * @throws io.hypertile.error.ServiceException {@code storage-unavailable} if another program
   *     changed the object since it was found
   */
  void read(long offset, MemorySegment target);
}
