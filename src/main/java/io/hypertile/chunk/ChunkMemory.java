package io.hypertile.chunk;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Native memory for chunks. Buffers that are given back are kept for the next taker, since fresh
 * memory costs its zeroing and a page fault for every 4 KiB. Thread-safe.
 */
public final class ChunkMemory implements AutoCloseable {
  private static final long SMALLEST = 4096;

  /** Sizes of buffers grow in steps of a quarter, so that at most a fifth is wasted. */
  private static final int STEPS_PER_DOUBLING_LOG2 = 2;

  private final long limit;
  private final Map<Long, Deque<Buffer>> idle = new HashMap<>();
  private long idleBytes;
  private long usedBytes;
  private boolean isClosed;

  /**
   * Memory with a limit.
   *
   * @param limit bytes up to which {@link #tryTake} gives memory; half of them are kept when idle
   */
  ChunkMemory(long limit) {
    this.limit = limit;
  }

  /**
   * Memory in use, given back once.
   *
   * @param bytes the memory, of any content and at least as large as asked for
   */
  public record Buffer(Arena arena, MemorySegment bytes) {}

  /** Takes memory whatever the limit: for what cannot be done without. */
  Buffer take(long bytes) {
    long size = sizeClass(bytes);
    synchronized (this) {
      Deque<Buffer> kept = idle.get(size);
      Buffer buffer = kept == null ? null : kept.poll();
      usedBytes += size;
      if (buffer != null) {
        idleBytes -= size;
        return buffer;
      }
    }
    return allocate(size);
  }

  /** Takes memory unless as much as the limit is in use. */
  public Optional<Buffer> tryTake(long bytes) {
    synchronized (this) {
      if (usedBytes + sizeClass(bytes) > limit) {
        return Optional.empty();
      }
    }
    return Optional.of(take(bytes));
  }

  private Buffer allocate(long size) {
    Arena arena = Arena.ofShared();
    try {
      return new Buffer(arena, arena.allocate(size, 64));
    } catch (OutOfMemoryError e) {
      arena.close();
      synchronized (this) {
        usedBytes -= size;
      }
      throw new ServiceException(
          ErrorCode.TOO_MANY_REQUESTS,
          "There is no memory to decode the cells now; try again in a moment.",
          Map.of("retry_after", 1),
          e);
    }
  }

  /** Gives memory back. */
  public void give(Buffer buffer) {
    long size = buffer.bytes().byteSize();
    synchronized (this) {
      usedBytes -= size;
      if (!isClosed && idleBytes + size <= limit / 2) {
        idleBytes += size;
        idle.computeIfAbsent(size, key -> new ArrayDeque<>()).push(buffer);
        return;
      }
    }
    buffer.arena().close();
  }

  /** What is in use. */
  public synchronized StorageStatistics.Memory statistics() {
    return new StorageStatistics.Memory(usedBytes, limit);
  }

  private static long sizeClass(long bytes) {
    long size = Math.max(SMALLEST, bytes);
    int log2 = Long.SIZE - 1 - Long.numberOfLeadingZeros(size);
    long step = 1L << Math.max(0, log2 - STEPS_PER_DOUBLING_LOG2);
    return Math.ceilDiv(size, step) * step;
  }

  /** Frees the memory that is not in use; the rest is freed when it is given back. */
  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
      idle.values().forEach(kept -> kept.forEach(buffer -> buffer.arena().close()));
      idle.clear();
      idleBytes = 0;
    }
  }
}
