package io.hypertile.array;

import java.lang.foreign.MemorySegment;

/** Bytes of a stored chunk as a codec left them. Belongs to the reader that gave it. */
public interface EncodedChunk {
  /** Number of bytes, at least 1. */
  long size();

  /**
   * Reads the bytes.
   *
   * @param target native memory of exactly their number
   */
  void read(MemorySegment target);
}
