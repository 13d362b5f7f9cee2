package io.hypertile.journal.change;

import java.lang.foreign.MemorySegment;

/** Bytes that a change writes: in memory, or in a {@link Staging} filled beforehand. */
public sealed interface Payload permits MemoryPayload, StagedPayload, FilePayload {
  /** Bytes of memory, which must not change until the commit returns. Nothing is copied here. */
  static Payload of(MemorySegment bytes) {
    return new MemoryPayload(bytes);
  }

  /** Bytes of an array, which must not change until the commit returns. */
  static Payload of(byte[] bytes) {
    return new MemoryPayload(MemorySegment.ofArray(bytes));
  }

  /** Number of bytes. */
  long size();
}
