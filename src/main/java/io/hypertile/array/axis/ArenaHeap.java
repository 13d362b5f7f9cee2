package io.hypertile.array.axis;

import io.hypertile.ndarray.CellHeap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Bytes of the cells of one piece, freed with their arena. Thread-safe. */
final class ArenaHeap implements CellHeap {
  private static final int PAGE_BITS = 32;
  private static final long PAGE = 64 << 10;

  private final Arena arena;
  private final long most;
  private final LongFunction<? extends RuntimeException> refusal;
  private final List<MemorySegment> pages = new ArrayList<>();
  private long inPage;
  private long taken;

  /**
   * An empty heap.
   *
   * @param most bytes that may be taken in all
   * @param refusal the failure when there would be a number of more bytes
   */
  ArenaHeap(Arena arena, long most, LongFunction<? extends RuntimeException> refusal) {
    this.arena = arena;
    this.most = most;
    this.refusal = refusal;
  }

  @Override
  public synchronized Room take(long bytes) {
    taken += bytes;
    if (taken > most) {
      throw refusal.apply(taken);
    }
    if (pages.isEmpty() || bytes > pages.getLast().byteSize() - inPage) {
      pages.add(arena.allocate(Math.max(bytes, PAGE)));
      inPage = 0;
    }
    long place = ((pages.size() - 1L) << PAGE_BITS) + inPage;
    Room room = new Room(place, pages.getLast().asSlice(inPage, bytes));
    inPage += bytes;
    return room;
  }

  @Override
  public synchronized MemorySegment bytes(long place, long length) {
    return pages.get((int) (place >>> PAGE_BITS)).asSlice(place & 0xffff_ffffL, length);
  }
}
