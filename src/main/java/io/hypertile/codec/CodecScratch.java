package io.hypertile.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Native memory that a pipeline needs between its filters, kept from chunk to chunk. For one thread
 * at a time; must be closed.
 */
public final class CodecScratch implements AutoCloseable {
  private final Arena[] arenas = new Arena[] {Arena.ofShared(), Arena.ofShared()};
  private final MemorySegment[] buffers = {MemorySegment.NULL, MemorySegment.NULL};

  /** Memory of the size from one of the two buffers; what the buffer held is lost. */
  MemorySegment buffer(int which, long size) {
    if (buffers[which].byteSize() < size) {
      arenas[which].close();
      arenas[which] = Arena.ofShared();
      buffers[which] = arenas[which].allocate(size, 64);
    }
    return buffers[which].asSlice(0, size);
  }

  @Override
  public void close() {
    arenas[0].close();
    arenas[1].close();
  }
}
