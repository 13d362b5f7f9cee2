package io.hypertile.netcdf;

import io.hypertile.chunk.DecodedChunks;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import java.time.Duration;

/**
 * Memory for decoding.
 *
 * @param share native memory for slabs
 */
record ImportMemory(MemoryShare share) {
  private static final long KEPT = 64L << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Decoded chunks of one array, which is read on its reader's thread alone. */
  DecodedChunks chunks() {
    return new DecodedChunks(KEPT);
  }

  /** A buffer, for which is waited when there is none. */
  NativeBuffer take(long bytes) {
    return share.take(bytes, PATIENCE);
  }
}
