package io.hypertile.memory;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Native memory in use; closing gives it back. Nobody may touch it after that: it then belongs to
 * the next taker. Closing twice does nothing.
 */
public final class NativeBuffer implements AutoCloseable {
  private final MemoryShare share;
  private final MemoryShare.Block block;
  private final long counted;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  NativeBuffer(MemoryShare share, MemoryShare.Block block, long counted) {
    this.share = share;
    this.block = block;
    this.counted = counted;
  }

  /** The memory, of any content, at least as large as asked for. */
  public MemorySegment bytes() {
    return block.bytes();
  }

  @Override
  public void close() {
    if (!isClosed.getAndSet(true)) {
      share.release(counted, block);
    }
  }
}
