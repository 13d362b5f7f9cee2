package io.hypertile.dataset.store;

import io.hypertile.memory.NativeBuffer;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StagedObject;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that wait for a commit.
 *
 * @param bytes where they wait
 * @param crc CRC-32 of them
 * @param memory native memory that they are in; null where it is another's
 * @param spill file that they are in; null where they are in memory
 */
record StagedBytes(
    MemorySegment bytes, int crc, @Nullable NativeBuffer memory, SpillFile.@Nullable Part spill)
    implements StagedObject {
  @Override
  public long size() {
    return spill == null ? bytes.byteSize() : spill.size();
  }

  /** The bytes, until they are given up. */
  ObjectBody body() {
    return spill == null ? ObjectBody.of(bytes) : spill;
  }

  @Override
  public void close() {
    if (memory != null) {
      memory.close();
    }
    if (spill != null) {
      spill.close();
    }
  }
}
