package io.hypertile.journal.change;

import java.lang.foreign.MemorySegment;

/** Bytes in memory of the caller. */
public record MemoryPayload(MemorySegment bytes) implements Payload {
  @Override
  public long size() {
    return bytes.byteSize();
  }
}
