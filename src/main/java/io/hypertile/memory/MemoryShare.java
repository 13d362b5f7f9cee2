package io.hypertile.memory;

import io.hypertile.error.ServiceException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Native memory for one use, out of a budget that it shares with others. Buffers that are given
 * back are kept for the next taker, up to half the guaranteed part, since fresh memory costs its
 * zeroing and a page fault for every 4 KiB. Thread-safe.
 */
public final class MemoryShare implements AutoCloseable {
  /** Sizes of buffers grow in steps of a quarter, so that at most a fifth is wasted. */
  private static final int STEPS_PER_DOUBLING_LOG2 = 2;

  private static final int ALIGNMENT = 64;
  private static final Cleaner CLEANER = Cleaner.create();

  private final MemoryBudget budget;
  private final MemoryUse use;
  private final long guaranteed;
  private final NavigableMap<Long, Deque<Block>> kept = new TreeMap<>();
  private long used;
  private long mostUsed;
  private long idle;
  private boolean isClosed;

  MemoryShare(MemoryBudget budget, MemoryUse use, long guaranteed) {
    this.budget = budget;
    this.use = use;
    this.guaranteed = guaranteed;
    // A user that ends without closing, as after a loss of power in a test, leaves nothing behind.
    NavigableMap<Long, Deque<Block>> left = kept;
    CLEANER.register(this, () -> left.values().forEach(blocks -> blocks.forEach(Block::free)));
  }

  /** Memory of one size. */
  record Block(Arena arena, MemorySegment bytes) {
    void free() {
      arena.close();
    }
  }

  /**
   * Bytes that are counted as used, and where their memory comes from.
   *
   * @param block memory of an earlier taker; new memory is needed without it
   * @param freed memory that has to go before new memory is made
   */
  private record Reserved(long size, long counted, @Nullable Block block, List<Block> freed) {}

  /** Takes memory when there is some; empty when there is none without waiting. */
  public Optional<NativeBuffer> tryTake(long bytes) {
    long size = sizeOf(bytes);
    Reserved reserved;
    ReentrantLock lock = budget.lock();
    lock.lock();
    try {
      long counted = Math.min(size, budget.most(this));
      if (!budget.mayHave(this, counted)) {
        return Optional.empty();
      }
      used += counted;
      reserved = reserve(size, counted);
    } finally {
      lock.unlock();
    }
    try {
      return Optional.of(buffer(reserved));
    } catch (OutOfMemoryError e) {
      return Optional.empty();
    }
  }

  /**
   * Takes memory, waiting for it when there is none.
   *
   * @param bytes at least as much; a single buffer may exceed the limit when nothing else is in use
   * @throws io.hypertile.error.ServiceException {@code too-many-requests} when none came free in
   *     time, the thread was interrupted, or the machine has none
   */
  public NativeBuffer take(long bytes, Duration patience) {
    long size = sizeOf(bytes);
    Reserved reserved;
    ReentrantLock lock = budget.lock();
    lock.lock();
    try {
      long counted = Math.min(size, budget.most(this));
      if (budget.mayHave(this, counted)) {
        used += counted;
      } else if (!budget.await(this, counted, patience.toNanos())) {
        throw use.refused(null);
      }
      reserved = reserve(size, counted);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw use.refused(e);
    } finally {
      lock.unlock();
    }
    return bufferOrRefusal(reserved);
  }

  /**
   * Like {@link #take(long, Duration)}, but for work that must not be given up half done: an
   * interrupt is kept for later.
   */
  public NativeBuffer takeUninterruptibly(long bytes, Duration patience) {
    boolean wasInterrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return take(bytes, patience);
        } catch (ServiceException e) {
          if (!Thread.interrupted()) {
            throw e;
          }
          wasInterrupted = true;
        }
      }
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Takes memory whatever the limit: for what cannot be done without.
   *
   * @throws io.hypertile.error.ServiceException {@code too-many-requests} if the machine has none
   */
  public NativeBuffer take(long bytes) {
    long size = sizeOf(bytes);
    Reserved reserved;
    budget.lock().lock();
    try {
      used += size;
      reserved = reserve(size, size);
    } finally {
      budget.lock().unlock();
    }
    return bufferOrRefusal(reserved);
  }

  private NativeBuffer bufferOrRefusal(Reserved reserved) {
    try {
      return buffer(reserved);
    } catch (OutOfMemoryError e) {
      throw use.refused(e);
    }
  }

  /** Finds memory for bytes that are counted as used; with the lock. */
  private Reserved reserve(long size, long counted) {
    mostUsed = Math.max(mostUsed, used);
    Block block = poll(size);
    return new Reserved(size, counted, block, block == null ? budget.trim(this) : List.of());
  }

  /** A buffer of what is reserved; its bytes are given back when this fails. */
  private NativeBuffer buffer(Reserved reserved) {
    reserved.freed.forEach(Block::free);
    if (reserved.block != null) {
      return new NativeBuffer(this, reserved.block, reserved.counted);
    }
    boolean isMade = false;
    Arena arena = Arena.ofShared();
    try {
      Block made = new Block(arena, arena.allocate(reserved.size, ALIGNMENT));
      isMade = true;
      return new NativeBuffer(this, made, reserved.counted);
    } finally {
      if (!isMade) {
        arena.close();
        release(reserved.counted, null);
      }
    }
  }

  private @Nullable Block poll(long size) {
    Deque<Block> blocks = kept.get(size);
    Block block = blocks == null ? null : blocks.poll();
    if (block != null) {
      idle -= size;
    }
    return block;
  }

  /** Counts bytes as given back, and keeps or frees their memory. */
  void release(long counted, @Nullable Block block) {
    Block surplus = block;
    ReentrantLock lock = budget.lock();
    lock.lock();
    try {
      used -= counted;
      if (block != null && !isClosed && idle + block.bytes().byteSize() <= guaranteed / 2) {
        idle += block.bytes().byteSize();
        kept.computeIfAbsent(block.bytes().byteSize(), size -> new ArrayDeque<>()).push(block);
        surplus = null;
      }
      budget.serve();
    } finally {
      lock.unlock();
    }
    if (surplus != null) {
      surplus.free();
    }
  }

  /** Frees the memory that is kept for reuse; from now on none is kept. */
  @Override
  public void close() {
    List<Block> freed = new ArrayList<>();
    budget.lock().lock();
    try {
      isClosed = true;
      trim(Long.MAX_VALUE, freed);
    } finally {
      budget.lock().unlock();
    }
    freed.forEach(Block::free);
  }

  /** Takes kept memory out, largest first, until it makes up for an excess; gives what is left. */
  long trim(long excess, List<Block> freed) {
    long left = excess;
    Iterator<Deque<Block>> sizes = kept.descendingMap().values().iterator();
    while (left > 0 && sizes.hasNext()) {
      Deque<Block> blocks = sizes.next();
      for (Block block; left > 0 && (block = blocks.poll()) != null; ) {
        freed.add(block);
        idle -= block.bytes().byteSize();
        left -= block.bytes().byteSize();
      }
    }
    return left;
  }

  /** Bytes in use. */
  public long usedBytes() {
    budget.lock().lock();
    try {
      return used;
    } finally {
      budget.lock().unlock();
    }
  }

  /** The most bytes that were in use at a time. */
  public long mostUsedBytes() {
    budget.lock().lock();
    try {
      return mostUsed;
    } finally {
      budget.lock().unlock();
    }
  }

  /** The use. */
  public MemoryUse use() {
    return use;
  }

  /** Bytes that are always to be had. */
  public long guaranteed() {
    return guaranteed;
  }

  long used() {
    return used;
  }

  long idle() {
    return idle;
  }

  void addUsed(long bytes) {
    used += bytes;
  }

  private long sizeOf(long bytes) {
    long size = Math.max(use.smallest(), bytes);
    int log2 = Long.SIZE - 1 - Long.numberOfLeadingZeros(size);
    long step = 1L << Math.max(0, log2 - STEPS_PER_DOUBLING_LOG2);
    return Math.ceilDiv(size, step) * step;
  }
}
