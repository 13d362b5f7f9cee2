package io.hypertile.journal;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Bytes on their way into a transaction: few in native memory, many in a file of the journal, so
 * that a body is written to the log's side once and never held in memory. Used by one thread at a
 * time, for one commit.
 */
public final class Staging implements AutoCloseable {
  /** Adds the bytes from the buffer's position to its limit and moves the position there. */
  public void append(ByteBuffer bytes) {
    throw new UnsupportedOperationException();
  }

  /** Adds the bytes of memory. */
  public void append(MemorySegment bytes) {
    throw new UnsupportedOperationException();
  }

  /** Number of bytes added so far. */
  public long size() {
    throw new UnsupportedOperationException();
  }

  /** CRC-32C of the bytes added so far. */
  public int crc32c() {
    throw new UnsupportedOperationException();
  }

  /** All bytes added so far. */
  public Payload payload() {
    return payload(0, size());
  }

  /** The bytes from offset on, among those added so far. */
  public Payload payload(long offset, long length) {
    return new StagedPayload(this, offset, length);
  }

  /** Frees the bytes, unless a commit has taken them; then nothing happens. */
  @Override
  public void close() {}
}
