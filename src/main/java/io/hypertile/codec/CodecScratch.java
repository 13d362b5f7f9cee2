package io.hypertile.codec;

import java.lang.foreign.MemorySegment;

/**
 * Native memory that a pipeline needs between its filters, kept from chunk to chunk. For one thread
 * at a time; must be closed.
 */
public final class CodecScratch implements AutoCloseable {
  private final NativeBuffer even = new NativeBuffer();
  private final NativeBuffer odd = new NativeBuffer();

  /** Memory of the size from one of the two buffers; what the buffer held is lost. */
  MemorySegment buffer(int which, long size) {
    return (which == 0 ? even : odd).ofSize(size);
  }

  @Override
  public void close() {
    even.close();
    odd.close();
  }
}
