package io.hypertile.memory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A limit of native memory that all uses together keep, whatever the heap's size is. The rule:
 *
 * <ul>
 *   <li>Each use has a guaranteed part, which it gets at once whatever the others hold. Nobody can
 *       therefore wait for memory that is held by one who waits for him.
 *   <li>Past its part a use takes of what is left of the limit when every other use is counted with
 *       what it holds, or with its part where that is more; but not while another use waits.
 *   <li>Those who wait are served in the order in which they came, as memory is given back.
 *   <li>Memory that is kept for reuse counts: it is freed, whosever it is, before fresh memory
 *       exceeds the limit.
 *   <li>Only what cannot be done without ({@link MemoryShare#take}) exceeds the limit.
 * </ul>
 *
 * Thread-safe; the lock is held for arithmetic only.
 */
public final class MemoryBudget {
  private final long limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<MemoryUse, MemoryShare> shares = new EnumMap<>(MemoryUse.class);
  private final Deque<Waiter> waiters = new ArrayDeque<>();

  /** Someone who waits; guarded by the lock. */
  static final class Waiter {
    private final MemoryShare share;
    private final long bytes;
    private final Condition served;
    private boolean isServed;

    private Waiter(MemoryShare share, long bytes, Condition served) {
      this.share = share;
      this.bytes = bytes;
      this.served = served;
    }
  }

  /**
   * A budget with a part for each use.
   *
   * @param limit bytes in use and kept for reuse at a time, at least 1 MiB
   */
  public MemoryBudget(long limit) {
    this.limit = limit;
    for (MemoryUse use : MemoryUse.values()) {
      shares.put(use, new MemoryShare(this, use, use.guaranteed(limit)));
    }
  }

  private MemoryBudget(MemoryUse only, long limit) {
    this.limit = limit;
    shares.put(only, new MemoryShare(this, only, limit));
  }

  /** All of a budget that is there for one use alone. */
  public static MemoryShare only(MemoryUse use, long limit) {
    return new MemoryBudget(use, limit).share(use);
  }

  /**
   * The part of a use.
   *
   * @throws IllegalArgumentException if the budget is there for another use alone
   */
  public MemoryShare share(MemoryUse use) {
    MemoryShare share = shares.get(use);
    if (share == null) {
      throw new IllegalArgumentException("this memory is not there for " + use);
    }
    return share;
  }

  /** Bytes in use and kept for reuse at a time. */
  public long limit() {
    return limit;
  }

  /** Bytes in use, of all uses. */
  public long usedBytes() {
    lock.lock();
    try {
      return shares.values().stream().mapToLong(MemoryShare::used).sum();
    } finally {
      lock.unlock();
    }
  }

  /** Bytes kept for reuse, of all uses. */
  public long idleBytes() {
    lock.lock();
    try {
      return shares.values().stream().mapToLong(MemoryShare::idle).sum();
    } finally {
      lock.unlock();
    }
  }

  /** The number of callers that wait for memory. */
  public int waiting() {
    lock.lock();
    try {
      return waiters.size();
    } finally {
      lock.unlock();
    }
  }

  ReentrantLock lock() {
    return lock;
  }

  /** The most that a use can get; with the lock. */
  long most(MemoryShare share) {
    long others = 0;
    for (MemoryShare other : shares.values()) {
      others += other == share ? 0 : other.guaranteed();
    }
    return limit - others;
  }

  /** Whether a use may have as many bytes more, without waiting; with the lock. */
  boolean mayHave(MemoryShare share, long bytes) {
    if (share.used() + bytes <= share.guaranteed()) {
      return waiters.isEmpty() || waiters.stream().noneMatch(waiter -> waiter.share == share);
    }
    return waiters.isEmpty() && fits(share, bytes);
  }

  private boolean fits(MemoryShare share, long bytes) {
    long taken = share.used() + bytes;
    if (taken <= share.guaranteed()) {
      return true;
    }
    for (MemoryShare other : shares.values()) {
      taken += other == share ? 0 : Math.max(other.used(), other.guaranteed());
    }
    return taken <= limit;
  }

  /**
   * Waits until bytes are granted, and counts them as used; with the lock.
   *
   * @return false if none came free in time
   */
  boolean await(MemoryShare share, long bytes, long nanos) throws InterruptedException {
    Waiter waiter = new Waiter(share, bytes, lock.newCondition());
    waiters.add(waiter);
    long left = nanos;
    try {
      serve();
      while (!waiter.isServed && left > 0) {
        left = waiter.served.awaitNanos(left);
      }
      return waiter.isServed;
    } catch (InterruptedException e) {
      if (waiter.isServed) {
        share.addUsed(-bytes);
      }
      throw e;
    } finally {
      waiters.remove(waiter);
      serve();
    }
  }

  /** Grants what waits and now fits, the eldest of each use first; with the lock. */
  void serve() {
    if (waiters.isEmpty()) {
      return;
    }
    EnumSet<MemoryUse> behind = EnumSet.noneOf(MemoryUse.class);
    for (Waiter waiter : List.copyOf(waiters)) {
      if (behind.contains(waiter.share.use())) {
        continue;
      }
      if (fits(waiter.share, waiter.bytes)) {
        waiter.share.addUsed(waiter.bytes);
        waiter.isServed = true;
        waiters.remove(waiter);
        waiter.served.signal();
      } else {
        behind.add(waiter.share.use());
      }
    }
  }

  /**
   * Takes kept memory out, own memory first, until what is in use and kept fits the limit again;
   * with the lock. The caller frees it without the lock.
   */
  List<MemoryShare.Block> trim(MemoryShare first) {
    long held = 0;
    for (MemoryShare share : shares.values()) {
      held += share.used() + share.idle();
    }
    List<MemoryShare.Block> freed = new ArrayList<>();
    long excess = first.trim(held - limit, freed);
    for (MemoryShare other : shares.values()) {
      excess = other.trim(excess, freed);
    }
    return freed;
  }
}
