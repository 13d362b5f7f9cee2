package io.hypertile.reading;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Native memory for cells on their way to clients, of which all requests together get no more than
 * a limit. Buffers are kept for reuse, since making and zeroing them costs more than a small read.
 * Thread-safe.
 */
final class CellBuffers {
  /** The smallest buffer, also the unit in which memory is counted. */
  private static final long UNIT = 64 << 10;

  private final Semaphore units;
  private final int allUnits;
  private final Duration patience;
  private final Map<Long, Queue<MemorySegment>> idle = new ConcurrentHashMap<>();
  private final AtomicLong idleBytes = new AtomicLong();
  private final long mostIdleBytes;

  /**
   * Memory with a limit.
   *
   * @param limit bytes in use at a time
   * @param patience how long a request waits for memory before it is refused
   */
  CellBuffers(long limit, Duration patience) {
    this.allUnits = Math.toIntExact(Math.max(1, limit / UNIT));
    this.units = new Semaphore(allUnits, true);
    this.patience = patience;
    this.mostIdleBytes = limit / 4;
  }

  /** Memory in use; given back once. */
  final class Lease implements AutoCloseable {
    private final MemorySegment buffer;
    private final int held;

    private Lease(MemorySegment buffer, int held) {
      this.buffer = buffer;
      this.held = held;
    }

    /** The memory, of any content, at least as large as asked for. */
    MemorySegment buffer() {
      return buffer;
    }

    @Override
    public void close() {
      if (idleBytes.addAndGet(buffer.byteSize()) <= mostIdleBytes) {
        idle.computeIfAbsent(buffer.byteSize(), size -> new ConcurrentLinkedQueue<>()).add(buffer);
      } else {
        idleBytes.addAndGet(-buffer.byteSize());
      }
      units.release(held);
    }
  }

  /**
   * Takes memory, waiting for it when all is in use.
   *
   * @param bytes at least as much; a single lease may exceed the limit when nothing else is in use
   * @throws ServiceException {@code too-many-requests} when none came free in time
   */
  Lease take(long bytes) {
    int held = unitsOf(bytes);
    await(held);
    return lease(sizeClass(bytes), held);
  }

  /** Takes memory when there is some; empty when all is in use. */
  Optional<Lease> tryTake(long bytes) {
    int held = unitsOf(bytes);
    return units.tryAcquire(held) ? Optional.of(lease(sizeClass(bytes), held)) : Optional.empty();
  }

  /** Bytes in use. */
  long usedBytes() {
    return (allUnits - units.availablePermits()) * UNIT;
  }

  /** Bytes that may be in use at a time. */
  long limit() {
    return allUnits * UNIT;
  }

  /** About how many requests wait. */
  int waiting() {
    return units.getQueueLength();
  }

  private int unitsOf(long bytes) {
    return (int) Math.min(allUnits, sizeClass(bytes) / UNIT);
  }

  private Lease lease(long size, int held) {
    Queue<MemorySegment> kept = idle.get(size);
    MemorySegment buffer = kept == null ? null : kept.poll();
    if (buffer != null) {
      idleBytes.addAndGet(-size);
      return new Lease(buffer, held);
    }
    try {
      return new Lease(Arena.ofAuto().allocate(size, 64), held);
    } catch (OutOfMemoryError e) {
      units.release(held);
      throw busy();
    }
  }

  private void await(int held) {
    try {
      if (!units.tryAcquire(held, patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    }
  }

  private static ServiceException busy() {
    return new ServiceException(
        ErrorCode.TOO_MANY_REQUESTS,
        "Too many answers are being sent at the same time; try again in a moment.",
        Map.of("retry_after", 1),
        null);
  }

  private static long sizeClass(long bytes) {
    long size = Math.max(UNIT, Long.highestOneBit(bytes));
    return size < bytes ? size * 2 : size;
  }
}
