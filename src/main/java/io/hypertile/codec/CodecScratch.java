package io.hypertile.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Native memory that a pipeline needs between its filters, kept from chunk to chunk. For one thread
 * at a time; must be closed.
 */
public final class CodecScratch implements AutoCloseable {
  private final @Nullable Arena[] arenas = new Arena[2];
  private final MemorySegment[] buffers = {MemorySegment.NULL, MemorySegment.NULL};

  /** Memory of the size from one of the two buffers; what the buffer held is lost. */
  MemorySegment buffer(int which, long size) {
    if (buffers[which].byteSize() < size) {
      free(which);
      Arena arena = Arena.ofShared();
      buffers[which] = arena.allocate(size, 64);
      arenas[which] = arena;
    }
    return buffers[which].asSlice(0, size);
  }

  private void free(int which) {
    Arena arena = arenas[which];
    if (arena != null) {
      arenas[which] = null;
      buffers[which] = MemorySegment.NULL;
      arena.close();
    }
  }

  @Override
  public void close() {
    free(0);
    free(1);
  }
}
