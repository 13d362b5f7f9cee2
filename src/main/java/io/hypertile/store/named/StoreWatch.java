package io.hypertile.store.named;

import io.hypertile.store.CheckResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether stores can be used, side by side, and each at most once in a while however often it
 * is asked. Thread-safe.
 */
public final class StoreWatch implements AutoCloseable {
  private final Duration age;
  private final Duration patience;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Check> checks = new ArrayList<>();

  /**
   * Watches stores, none of which is asked for anything yet.
   *
   * @param age time for which a result is good
   * @param patience longest wait for results
   */
  public StoreWatch(Stores stores, Duration age, Duration patience) {
    this.age = age;
    this.patience = patience;
    stores.all().forEach(store -> checks.add(new Check(store)));
  }

  /** A store and whether it can be used. */
  public record Standing(NamedStore store, CheckResult result) {}

  /** The latest check of a store, which may be under way. */
  private final class Check {
    private final NamedStore store;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable CompletableFuture<CheckResult> latest;
    private volatile long ended;

    private Check(NamedStore store) {
      this.store = store;
    }

    private CompletableFuture<CheckResult> begin() {
      lock.lock();
      try {
        CompletableFuture<CheckResult> known = latest;
        boolean isGood =
            known != null && (!known.isDone() || System.nanoTime() - ended < age.toNanos());
        if (known != null && isGood) {
          return known;
        }
        CompletableFuture<CheckResult> next = CompletableFuture.supplyAsync(this::ask, threads);
        latest = next;
        return next;
      } finally {
        lock.unlock();
      }
    }

    private CheckResult ask() {
      try {
        return store.check();
      } finally {
        ended = System.nanoTime();
      }
    }
  }

  /**
   * The stores in the order of their names; one that has not answered in time, now or when it was
   * last asked, counts as down.
   */
  public List<Standing> look() {
    List<CompletableFuture<CheckResult>> running = checks.stream().map(Check::begin).toList();
    long end = System.nanoTime() + patience.toNanos();
    List<Standing> standings = new ArrayList<>();
    for (int at = 0; at < checks.size(); at++) {
      long left = Math.max(0, end - System.nanoTime());
      CheckResult late =
          new CheckResult.Failed("It has not answered within " + patience.toMillis() + " ms.");
      CheckResult result =
          running.get(at).copy().completeOnTimeout(late, left, TimeUnit.NANOSECONDS).join();
      standings.add(new Standing(checks.get(at).store, result));
    }
    return standings;
  }

  /** Hands each store over when its check has ended, however long that takes; does not wait. */
  public void look(Consumer<Standing> taker) {
    for (Check check : checks) {
      check.begin().thenAccept(result -> taker.accept(new Standing(check.store, result)));
    }
  }

  /** Gives up checks under way. The stores stay open. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
