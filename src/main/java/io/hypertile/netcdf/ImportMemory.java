package io.hypertile.netcdf;

import io.hypertile.chunk.CodecPool;
import io.hypertile.chunk.DecodedChunks;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.memory.NativeBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Memory and threads for decoding chunks: those of a pool, or memory of its own and no threads.
 *
 * @param pool empty for none
 * @param share memory for slabs
 */
record ImportMemory(Optional<CodecPool> pool, MemoryShare share) {
  private static final long KEPT = 64L << 20;
  private static final long OWN = 512L << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  static ImportMemory of(CodecPool pool) {
    return new ImportMemory(Optional.of(pool), pool.memory());
  }

  static ImportMemory own() {
    return new ImportMemory(Optional.empty(), MemoryBudget.only(MemoryUse.CHUNKS, OWN));
  }

  /** Decoded chunks of one array. */
  DecodedChunks chunks() {
    return pool.map(known -> new DecodedChunks(KEPT, known))
        .orElseGet(() -> new DecodedChunks(KEPT));
  }

  /** A buffer, for which is waited when there is none. */
  NativeBuffer take(long bytes) {
    return share.take(bytes, PATIENCE);
  }
}
