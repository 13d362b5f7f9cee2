package io.hypertile.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Native memory that is allocated when it is first wanted and grows to the largest size wanted. For
 * one thread at a time; must be closed.
 */
public final class NativeBuffer implements AutoCloseable {
  private static final int CACHE_LINE = 64;

  /** Closing an arena costs more than a small read, so there is none until it is needed. */
  private @Nullable Arena arena;

  private MemorySegment memory = MemorySegment.NULL;

  /** Memory of a size; what the buffer held is lost. */
  public MemorySegment ofSize(long bytes) {
    if (memory.byteSize() < bytes) {
      close();
      Arena larger = Arena.ofShared();
      arena = larger;
      memory = larger.allocate(bytes, CACHE_LINE);
    }
    return memory.asSlice(0, bytes);
  }

  @Override
  public void close() {
    memory = MemorySegment.NULL;
    if (arena != null) {
      arena.close();
      arena = null;
    }
  }
}
