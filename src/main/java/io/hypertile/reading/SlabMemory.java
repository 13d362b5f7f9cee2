package io.hypertile.reading;

import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.memory.HeapMemory;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.CellBlock;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory for the slabs of one answer on their way, and for what is gathered meanwhile. Slabs take
 * turns in it: as many as are read ahead, and the one that is handed on.
 */
final class SlabMemory implements AutoCloseable {
  private static final long CACHE_LINE = 64;

  /** Most bytes of the cells of any length that are read together. */
  private static final long MOST_OF_A_HEAP = 64L << 20;

  private final NativeBuffer lease;
  private final List<HeapMemory> heaps = new ArrayList<>();
  private final int turns;
  private final long slabBytes;
  private final long scratchBytes;

  /**
   * Memory of a lease.
   *
   * @param lease at least as many bytes as {@link #bytes} says; is given back with the memory
   * @param memory has the bytes of cells of any length, whose number is not known before
   */
  SlabMemory(NativeBuffer lease, SlabPlan plan, MemoryShare memory) {
    this.lease = lease;
    if (plan.dtype().isAnyLength()) {
      for (int turn = 0; turn <= plan.ahead(); turn++) {
        heaps.add(new HeapMemory(memory, MOST_OF_A_HEAP, SlabMemory::refusal));
      }
    }
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
  CellBlock slab(long n) {
    MemorySegment cells = lease.bytes().asSlice(n % turns * slabBytes, slabBytes);
    return heaps.isEmpty()
        ? CellBlock.of(cells)
        : new CellBlock(cells, heaps.get((int) (n % turns)));
  }

  /** Gives up the bytes of cells of any length that the slab before it had. */
  void empty(long n) {
    if (!heaps.isEmpty()) {
      heaps.get((int) (n % turns)).clear();
    }
  }

  private static ServiceException refusal(long most) {
    return TooLarge.result(
        most + 1,
        most,
        "The texts or bytes of neighbouring cells exceed %d MiB together; ask for fewer cells."
            .formatted(most >> 20));
  }

  /** Room for what a slab is gathered from. */
  MemorySegment scratch(long n) {
    long at = n % readsAtATime(turns - 1);
    return lease.bytes().asSlice(turns * slabBytes + at * scratchBytes, scratchBytes);
  }

  @Override
  public void close() {
    heaps.forEach(HeapMemory::close);
    lease.close();
  }
}
