package io.hypertile.quota;

import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ServiceException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Counts of collections under quotas, made in the background, and kept for the next start.
 * Thread-safe; whatever else uses a {@link CollectionUse} holds the lock.
 */
final class UseCounts implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(UseCounts.class.getName());
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENCE = 2 * SECOND;

  /** Time after which collections are counted that nobody here has changed: others may have. */
  private static final long OLD = 600 * SECOND;

  private static final long NAMES_OLD = 30 * SECOND;
  private static final long KEPT_OLD = 10 * SECOND;
  private static final long PAUSE_OF_FAILED = 10 * SECOND;
  private static final int THREADS = 2;

  private final UseCounter counter;
  private final Supplier<List<Quota>> inForce;
  private final UseFile file;
  private final Map<String, Amount> stored;
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("hypertile-quota-", 0).factory());
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Map<String, CollectionUse> uses = new HashMap<>();
  private final Set<String> asked = new HashSet<>();
  private volatile boolean closed;
  private long namesRead = System.nanoTime() - NAMES_OLD;
  private long kept = System.nanoTime();
  private Map<String, Amount> lastKept;

  /**
   * Counts by a counter.
   *
   * @param inForce all quotas that limit anything
   * @param path of the file that keeps the counts
   */
  UseCounts(UseCounter counter, Supplier<List<Quota>> inForce, Path path) {
    this.counter = counter;
    this.inForce = inForce;
    this.file = new UseFile(path);
    this.stored = file.read();
    this.lastKept = stored;
  }

  /** The lock of all uses. */
  ReentrantLock lock() {
    return lock;
  }

  /** All collections that are known; to be used under the lock. */
  Collection<CollectionUse> all() {
    return uses.values();
  }

  /** The use of a collection that is known already; to be used under the lock. */
  Optional<CollectionUse> find(String name) {
    return Optional.ofNullable(uses.get(name));
  }

  /**
   * Keeps the use of a collection that was changed, and perhaps was not there before; to be used
   * under the lock.
   */
  void keep(CollectionUse use) {
    uses.putIfAbsent(use.name(), use);
  }

  /** Begins to count by itself, every second. */
  void start() {
    threads.scheduleWithFixedDelay(this::sweep, 0, 1, TimeUnit.SECONDS);
  }

  /** The use of a collection, which is counted soon if it was not known. */
  CollectionUse known(String name) {
    lock.lock();
    try {
      return uses.computeIfAbsent(
          name,
          each ->
              new CollectionUse(each, Optional.ofNullable(stored.get(each)), System.nanoTime()));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until one of some collections was counted, and has those counted that may be now.
   *
   * @return false if none will be counted in the time
   */
  boolean awaitCounts(List<CollectionUse> wanted, long nanos) {
    long now = System.nanoTime();
    long pause = Long.MAX_VALUE;
    for (CollectionUse use : wanted) {
      long rest = use.rest(now);
      if (rest == 0) {
        ask(use);
        pause = nanos;
      } else if (rest < nanos) {
        pause = Math.min(pause, rest);
      }
    }
    if (nanos <= 0 || pause == Long.MAX_VALUE) {
      return false;
    }
    try {
      news.awaitNanos(pause);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void ask(CollectionUse use) {
    if (asked.add(use.name())) {
      try {
        threads.execute(() -> count(use));
      } catch (RejectedExecutionException e) {
        LOG.log(Level.DEBUG, "{0} is not counted: the server ends", use.name());
      }
    }
  }

  /** Looks for collections, counts those that have changed, and keeps what is known. */
  private void sweep() {
    try {
      List<Quota> quotas = inForce.get();
      if (!quotas.isEmpty()) {
        readNames(quotas);
        due().stream().takeWhile(use -> !closed).forEach(this::count);
        keep(KEPT_OLD);
      }
    } catch (RuntimeException e) {
      LOG.log(closed ? Level.DEBUG : Level.WARNING, "the use of quotas is not counted now", e);
    }
  }

  private void readNames(List<Quota> quotas) {
    if (System.nanoTime() - namesRead < NAMES_OLD) {
      return;
    }
    for (String name : counter.collections()) {
      if (quotas.stream().anyMatch(quota -> quota.covers(name))) {
        known(name);
      }
    }
    namesRead = System.nanoTime();
  }

  private List<CollectionUse> due() {
    lock.lock();
    try {
      long now = System.nanoTime();
      return uses.values().stream()
          .filter(use -> use.isCountable(now) && (use.isStale() || use.age(now) > OLD))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  private void count(CollectionUse use) {
    if (!begin(use)) {
      return;
    }
    Optional<Amount> found = Optional.empty();
    boolean isGone = false;
    try {
      found = Optional.of(counter.count(use.name()));
    } catch (ServiceException e) {
      isGone = e.code().category() == ErrorCategory.MISSING;
      LOG.log(Level.DEBUG, "{0} is not counted: {1}", use.name(), e.detail());
    } catch (RuntimeException e) {
      LOG.log(
          closed ? Level.DEBUG : Level.WARNING, "a collection is not counted: " + use.name(), e);
    } finally {
      counted(use, isGone ? Optional.of(Amount.NONE) : found, isGone);
    }
  }

  private boolean begin(CollectionUse use) {
    lock.lock();
    try {
      asked.remove(use.name());
      long now = System.nanoTime();
      boolean isCountable = use.isCountable(now);
      if (isCountable) {
        use.begin(now);
      }
      return isCountable;
    } finally {
      lock.unlock();
    }
  }

  private void counted(CollectionUse use, Optional<Amount> found, boolean isGone) {
    lock.lock();
    try {
      long now = System.nanoTime();
      found.ifPresentOrElse(
          amount -> use.found(amount, Instant.now(), now), () -> use.failed(now, PAUSE_OF_FAILED));
      if (isGone && !use.isStale()) {
        uses.remove(use.name(), use);
      }
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Keeps what is known for the next start, unless that was done a short time ago. */
  private void keep(long pause) {
    if (System.nanoTime() - kept < pause) {
      return;
    }
    Map<String, Amount> now = new LinkedHashMap<>();
    lock.lock();
    try {
      uses.values().stream()
          .filter(CollectionUse::isKnown)
          .forEach(use -> now.put(use.name(), use.use()));
    } finally {
      lock.unlock();
    }
    if (!Objects.equals(now, lastKept)) {
      file.write(now);
      lastKept = now;
    }
    kept = System.nanoTime();
  }

  /** Ends the counts and keeps what is known. */
  @Override
  public void close() {
    closed = true;
    // No interrupts: they would close files under others who read them.
    threads.shutdown();
    try {
      if (!threads.awaitTermination(PATIENCE, TimeUnit.NANOSECONDS)) {
        LOG.log(Level.DEBUG, "a collection is still being counted");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    keep(Long.MIN_VALUE);
  }
}
