package io.hypertile.journal;

import java.lang.foreign.MemorySegment;

/** Bytes in memory of the caller. */
record MemoryPayload(MemorySegment bytes) implements Payload {
  @Override
  public long size() {
    return bytes.byteSize();
  }
}
