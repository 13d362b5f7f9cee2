package io.hypertile.lock;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Locks within this process. A key that nobody locks takes no memory. */
public final class InProcessLocks implements LockManager {
  private static final long MAX_RETRY_SECONDS = 30;

  /** Locks in use; entries are changed and looked at within the map's operations only. */
  private final ConcurrentHashMap<LockKey, KeyLock> locks = new ConcurrentHashMap<>();

  private final WaitCounter waits = new WaitCounter();

  /** Locks of no key yet. */
  public InProcessLocks() {}

  @Override
  public HeldLock acquireAll(List<LockKey> keys, LockMode mode, Duration timeout, String holder) {
    List<LockKey> sorted = List.copyOf(new TreeSet<>(keys));
    long start = System.nanoTime();
    KeyLocks held = new KeyLocks(sorted, mode);
    boolean complete = false;
    try {
      for (LockKey key : sorted) {
        held.grants.add(acquire(key, new Grant(key, mode, holder), timeout, start));
      }
      complete = true;
      return held;
    } finally {
      if (!complete) {
        held.close();
      }
    }
  }

  private Grant acquire(LockKey key, Grant grant, Duration timeout, long start) {
    locks.compute(
        key,
        (k, lock) -> {
          KeyLock present = lock == null ? new KeyLock() : lock;
          present.request(grant);
          return present;
        });
    if (grant.isGranted()) {
      return grant;
    }
    waits.begin();
    long begin = System.nanoTime();
    boolean interrupted = !grant.await(timeout, start);
    if (!grant.isGranted()) {
      withdraw(grant);
    }
    waits.addPause(System.nanoTime() - begin);
    if (grant.isGranted()) {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return grant;
    }
    if (interrupted) {
      throw interrupted();
    }
    waits.endInVain();
    throw locked(key, System.nanoTime() - start);
  }

  /** Ends the wait for a lock, unless it was granted meanwhile. */
  private void withdraw(Grant grant) {
    locks.computeIfPresent(
        grant.key(), (key, lock) -> !grant.isGranted() && lock.release(grant) ? null : lock);
  }

  /** Ends a lock. */
  private void release(Grant grant) {
    locks.computeIfPresent(grant.key(), (key, lock) -> lock.release(grant) ? null : lock);
  }

  private static ServiceException interrupted() {
    Thread.currentThread().interrupt();
    return new ServiceException(
        ErrorCode.STORAGE_UNAVAILABLE,
        "The wait for the array was broken off, and nothing has changed; try again later.");
  }

  private static ServiceException locked(LockKey key, long nanos) {
    long seconds = Duration.ofNanos(nanos).toSeconds();
    return new ServiceException(
            ErrorCode.LOCKED,
            "The array is in use by other requests and did not become free in time; try again"
                + " after the seconds in retry_after.")
        .with("collection", key.collection())
        .with("array", key.array())
        .with("waited_ms", Duration.ofNanos(nanos).toMillis())
        .with("retry_after", Math.clamp(seconds, 1, MAX_RETRY_SECONDS));
  }

  @Override
  public List<LockDescription> list() {
    List<LockDescription> held = new ArrayList<>();
    for (LockKey key : locks.keySet()) {
      locks.computeIfPresent(
          key,
          (k, lock) -> {
            lock.holders().forEach(grant -> held.add(grant.describe()));
            return lock;
          });
    }
    held.sort(Comparator.comparing(LockDescription::key).thenComparing(LockDescription::since));
    return held;
  }

  @Override
  public LockStatistics statistics() {
    return waits.statistics();
  }

  /** Number of keys that take memory, which is those held or waited for. */
  int keys() {
    return locks.size();
  }

  /** The locks of one call. */
  private final class KeyLocks implements HeldLock {
    private final List<LockKey> keys;
    private final LockMode mode;
    private final List<Grant> grants = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    KeyLocks(List<LockKey> keys, LockMode mode) {
      this.keys = keys;
      this.mode = mode;
    }

    @Override
    public List<LockKey> keys() {
      return keys;
    }

    @Override
    public LockMode mode() {
      return mode;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        grants.reversed().forEach(InProcessLocks.this::release);
      }
    }
  }

  /** One key asked for or held by one call. */
  static final class Grant {
    private final LockKey key;
    private final LockMode mode;
    private final String holder;
    private final Thread waiter = Thread.currentThread();
    private volatile boolean granted;
    private Instant since = Instant.MIN;

    Grant(LockKey key, LockMode mode, String holder) {
      this.key = key;
      this.mode = mode;
      this.holder = holder;
    }

    LockKey key() {
      return key;
    }

    LockMode mode() {
      return mode;
    }

    boolean isGranted() {
      return granted;
    }

    void grant() {
      since = Instant.now();
      granted = true;
      if (waiter != Thread.currentThread()) {
        LockSupport.unpark(waiter);
      }
    }

    /** Waits; false when the thread was interrupted, whose interrupt is cleared then. */
    boolean await(Duration timeout, long start) {
      long limit =
          timeout.compareTo(Duration.ofDays(365)) > 0 ? Long.MAX_VALUE / 4 : timeout.toNanos();
      while (!granted) {
        long left = limit - (System.nanoTime() - start);
        if (left <= 0) {
          return true;
        }
        if (Thread.interrupted()) {
          return false;
        }
        LockSupport.parkNanos(this, left);
      }
      return true;
    }

    LockDescription describe() {
      return new LockDescription(key, mode, since, holder);
    }
  }
}
