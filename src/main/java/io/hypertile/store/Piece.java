package io.hypertile.store;

import java.lang.foreign.MemorySegment;

/**
 * A range of an object and the memory that takes it.
 *
 * @param range the bytes
 * @param target as many bytes as the range has, writable, accessible from any thread
 */
public record Piece(ByteRange range, MemorySegment target) {
  /** Checks that the memory has the size of the range. */
  public Piece {
    if (target.byteSize() != range.length()) {
      throw new IllegalArgumentException(
          target.byteSize() + " bytes of memory for " + range.length());
    }
  }
}
