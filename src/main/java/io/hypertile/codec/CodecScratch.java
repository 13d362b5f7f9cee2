package io.hypertile.codec;

import java.lang.foreign.MemorySegment;

/** Memory that a pipeline needs between its filters. For one thread at a time. */
@FunctionalInterface
public interface CodecScratch {
  /**
   * Memory of a size from one of two buffers. The buffer's old content is lost; the other one keeps
   * its content.
   *
   * @param which 0 or 1
   */
  MemorySegment buffer(int which, long size);
}
