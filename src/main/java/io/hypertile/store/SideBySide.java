package io.hypertile.store;

import io.hypertile.store.age.Staleness;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls of a store that do not depend on one another, made at once: over a network several take as
 * long as one. Their threads wait and do not count.
 */
public final class SideBySide {
  /** Calls under way for one caller. */
  public static final int MOST = 16;

  private SideBySide() {}

  /** Two answers. */
  public record Pair<A, B>(A first, B second) {}

  /** Makes two calls. */
  public static <A, B> Pair<A, B> both(Supplier<A> first, Supplier<B> second) {
    Waiting<B> other = new Waiting<>(second);
    A own;
    try {
      own = first.get();
    } finally {
      other.join();
    }
    return new Pair<>(own, other.result());
  }

  /** A call on a thread of its own. */
  private static final class Waiting<T> {
    private final AtomicReference<@Nullable T> result = new AtomicReference<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Thread thread;

    Waiting(Supplier<T> call) {
      thread =
          Thread.ofVirtual()
              .name("hypertile-ask")
              .start(
                  Staleness.carried(() -> {
                    try {
                      result.set(call.get());
                    } catch (RuntimeException | Error e) {
                      failure.set(e);
                    }
                  }));
    }

    void join() {
      SideBySide.join(thread);
    }

    T result() {
      rethrow(failure.get());
      T found = result.get();
      if (found == null) {
        throw new IllegalStateException("a call without a result");
      }
      return found;
    }
  }

  /**
   * Makes a call for each of several things, up to {@value #MOST} at a time.
   *
   * @param call gives no null
   * @return the results in the order of the things
   * @throws RuntimeException the first failure there was, after which no more calls are begun
   */
  public static <T, R> List<R> each(List<T> things, Function<T, R> call) {
    if (things.size() == 1) {
      return List.of(call.apply(things.getFirst()));
    }
    List<AtomicReference<@Nullable R>> results = new ArrayList<>(things.size());
    things.forEach(thing -> results.add(new AtomicReference<>()));
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Runnable calls =
        () -> {
          for (int at = next.getAndIncrement(); at < things.size(); at = next.getAndIncrement()) {
            if (failure.get() != null) {
              return;
            }
            try {
              results.get(at).set(call.apply(things.get(at)));
            } catch (RuntimeException | Error e) {
              failure.compareAndSet(null, e);
            }
          }
        };
    Runnable carried = Staleness.carried(calls);
    List<Thread> threads = new ArrayList<>();
    for (int n = 0; n < Math.min(MOST, things.size()); n++) {
      threads.add(Thread.ofVirtual().name("hypertile-ask").start(carried));
    }
    threads.forEach(SideBySide::join);
    rethrow(failure.get());
    return results.stream().map(SideBySide::found).toList();
  }

  private static <R> R found(AtomicReference<@Nullable R> result) {
    R found = result.get();
    if (found == null) {
      throw new IllegalStateException("a call without a result");
    }
    return found;
  }

  private static void rethrow(@Nullable Throwable failure) {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }

  /** Waits to the end: what the calls use must not be given up under them. */
  private static void join(Thread thread) {
    boolean wasInterrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
