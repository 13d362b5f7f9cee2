package io.hypertile.chunk;

import io.hypertile.codec.CodecScratch;
import io.hypertile.memory.HeapMemory;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.CellBlock;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The memory that encoding or decoding one chunk after the other needs. For one thread at a time;
 * must be closed.
 */
public final class ChunkSpace implements AutoCloseable {
  private static final int STORED = 0;
  private static final int PLAIN = 1;
  private static final int CELLS = 2;
  private static final int SCRATCH = 3;
  private static final int ROOMS = 5;

  private final MemoryShare memory;
  private final HeapMemory heap;
  private final @Nullable NativeBuffer[] rooms = new NativeBuffer[ROOMS];

  public ChunkSpace(MemoryShare memory) {
    this.memory = memory;
    this.heap = HeapMemory.ofChunk(memory);
  }

  /** Room for a chunk's stored bytes; its old content is lost. */
  public MemorySegment storedRoom(long bytes) {
    return room(STORED, bytes);
  }

  /** Room for a chunk's cells before conversion; its old content is lost. */
  public MemorySegment plainRoom(long bytes) {
    return room(PLAIN, bytes);
  }

  /** Room for a chunk's cells that nobody keeps; its old content is lost. */
  public MemorySegment cellsRoom(long bytes) {
    return room(CELLS, bytes);
  }

  /** The same with a heap for cells of any length. */
  CellBlock cellsBlock(long bytes, boolean isAnyLength) {
    MemorySegment cells = cellsRoom(bytes);
    if (!isAnyLength) {
      return CellBlock.of(cells);
    }
    heap.clear();
    return new CellBlock(cells, heap);
  }

  /** Gives up the bytes of cells of any length that nobody keeps. */
  void emptyHeap() {
    heap.clear();
  }

  /** Room between two filters; valid until this is closed. */
  public CodecScratch scratch() {
    return (which, bytes) -> room(SCRATCH + which, bytes);
  }

  private MemorySegment room(int which, long bytes) {
    NativeBuffer buffer = rooms[which];
    if (buffer == null || buffer.bytes().byteSize() < bytes) {
      NativeBuffer larger = memory.take(bytes);
      if (buffer != null) {
        buffer.close();
      }
      rooms[which] = larger;
      buffer = larger;
    }
    return buffer.bytes().asSlice(0, bytes);
  }

  @Override
  public void close() {
    heap.close();
    for (int which = 0; which < ROOMS; which++) {
      NativeBuffer buffer = rooms[which];
      if (buffer != null) {
        rooms[which] = null;
        buffer.close();
      }
    }
  }
}
