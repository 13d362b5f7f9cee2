package io.hypertile.reading;

import io.hypertile.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;

/**
 * Memory for the slabs of one answer on their way, and for what is gathered meanwhile. Slabs take
 * turns in it: as many as are read ahead, and the one that is handed on.
 */
final class SlabMemory implements AutoCloseable {
  private static final long CACHE_LINE = 64;

  private final NativeBuffer lease;
  private final int turns;
  private final long slabBytes;
  private final long scratchBytes;

  /**
   * Memory of a lease.
   *
   * @param lease at least as many bytes as {@link #bytes} says; is given back with the memory
   */
  SlabMemory(NativeBuffer lease, SlabPlan plan) {
    this.lease = lease;
    this.turns = plan.ahead() + 1;
    this.slabBytes = padded(plan.slabBytes());
    this.scratchBytes = padded(plan.scratchBytes());
  }

  /** Bytes for a plan. */
  static long bytes(SlabPlan plan) {
    return padded(plan.slabBytes()) * (plan.ahead() + 1)
        + padded(plan.scratchBytes()) * readsAtATime(plan.ahead());
  }

  private static int readsAtATime(int ahead) {
    return Math.max(1, ahead);
  }

  /** Size rounded up so that what follows begins on a cache line. */
  private static long padded(long bytes) {
    return (bytes + CACHE_LINE - 1) & -CACHE_LINE;
  }

  /** Room for a slab, which is another's when as many slabs follow as take turns. */
  MemorySegment slab(long n) {
    return lease.bytes().asSlice(n % turns * slabBytes, slabBytes);
  }

  /** Room for what a slab is gathered from. */
  MemorySegment scratch(long n) {
    long at = n % readsAtATime(turns - 1);
    return lease.bytes().asSlice(turns * slabBytes + at * scratchBytes, scratchBytes);
  }

  @Override
  public void close() {
    lease.close();
  }
}
