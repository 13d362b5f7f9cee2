package io.hypertile.reading;

import io.hypertile.array.Version;
import io.hypertile.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;

/**
 * An encoded chunk in memory. Used by one thread; must be closed.
 *
 * @param lease memory that the bytes are in
 * @param bytes all of them
 * @param version version that the array had
 * @param timings durations of the steps up to here
 */
public record ChunkBytes(
    NativeBuffer lease, MemorySegment bytes, Version version, ReadTimings timings)
    implements AutoCloseable {
  /** A part of the bytes. */
  public MemorySegment part(ByteSpan span) {
    return bytes.asSlice(span.start(), span.stop() - span.start());
  }

  @Override
  public void close() {
    lease.close();
  }
}
