package io.hypertile.memory;

import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.ndarray.CellHeap;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;

/**
 * A heap of cells in pages out of a share of native memory, which counts them. A page holds whole
 * takings; the first ones are small, so that few short cells take little. Thread-safe, but for
 * {@link #clear} and {@link #close}, which need that nobody uses the heap.
 */
public final class HeapMemory implements CellHeap, AutoCloseable {
  /** Bytes of the cells of a chunk as it is, and of those that are written over it. */
  private static final long MOST_OF_A_CHUNK = 256L << 20;

  private static final long FIRST_PAGE = 16 << 10;
  private static final long LARGEST_PAGE = 1 << 20;
  private static final int PAGE_BITS = 32;
  private static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

  private final MemoryShare memory;
  private final long most;
  private final LongFunction<? extends RuntimeException> refusal;
  private final List<NativeBuffer> buffers = new ArrayList<>();
  private volatile MemorySegment[] pages = {};
  private long inPage;
  private long taken;

  /**
   * An empty heap.
   *
   * @param most bytes that may be taken in all
   * @param refusal what is thrown when more is wanted than that many bytes
   */
  public HeapMemory(
      MemoryShare memory, long most, LongFunction<? extends RuntimeException> refusal) {
    this.memory = memory;
    this.most = most;
    this.refusal = refusal;
  }

  /** An empty heap for the cells of one chunk. */
  public static HeapMemory ofChunk(MemoryShare memory) {
    return new HeapMemory(memory, MOST_OF_A_CHUNK, HeapMemory::tooLarge);
  }

  private static ServiceException tooLarge(long most) {
    return TooLarge.result(
        most + 1,
        most,
        "The texts or bytes of one chunk exceed %d MiB; make chunks of fewer cells."
            .formatted(most >> 20));
  }

  @Override
  public synchronized Room take(long bytes) {
    if (bytes == 0) {
      return new Room(0, NOTHING);
    }
    if (bytes > Math.min(most - taken, MOST_OF_A_CELL)) {
      throw refusal.apply(most);
    }
    int page = pages.length - 1;
    if (page < 0 || bytes > pages[page].byteSize() - inPage) {
      addPage(bytes);
      page++;
    }
    Room room = new Room(((long) page << PAGE_BITS) + inPage, pages[page].asSlice(inPage, bytes));
    inPage += bytes;
    taken += bytes;
    return room;
  }

  private void addPage(long least) {
    long size = Math.min(LARGEST_PAGE, FIRST_PAGE << Math.min(pages.length, PAGE_BITS));
    NativeBuffer buffer = memory.take(Math.max(least, size));
    buffers.add(buffer);
    MemorySegment[] more = Arrays.copyOf(pages, pages.length + 1);
    more[pages.length] = buffer.bytes();
    pages = more;
    inPage = 0;
  }

  @Override
  public MemorySegment bytes(long place, long length) {
    return pages[(int) (place >>> PAGE_BITS)].asSlice(place & 0xffff_ffffL, length);
  }

  /** Bytes of the pages. */
  public synchronized long size() {
    return buffers.stream().mapToLong(buffer -> buffer.bytes().byteSize()).sum();
  }

  /** Frees all cells; the heap is empty then, as a new one. */
  public synchronized void clear() {
    pages = new MemorySegment[0];
    inPage = 0;
    taken = 0;
    buffers.forEach(NativeBuffer::close);
    buffers.clear();
  }

  @Override
  public void close() {
    clear();
  }
}
