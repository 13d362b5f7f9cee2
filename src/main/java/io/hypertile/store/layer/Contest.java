package io.hypertile.store.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The same call made once or twice, of which the first answer counts. For one caller. */
final class Contest<T> {
  private final ExecutorService threads;
  private final Supplier<T> call;
  private final List<Future<?>> running = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private @Nullable T answer;
  private @Nullable RuntimeException failure;
  private int failures;

  Contest(ExecutorService threads, Supplier<T> call) {
    this.threads = threads;
    this.call = call;
  }

  /** Makes the call on a thread of its own. */
  void start() {
    running.add(threads.submit(this::run));
  }

  private void run() {
    T result = null;
    RuntimeException problem = null;
    try {
      result = call.get();
    } catch (RuntimeException e) {
      problem = e;
    } catch (Error e) {
      problem = new IllegalStateException(e);
    }
    lock.lock();
    try {
      if (result == null) {
        failure = failure == null ? problem : failure;
        failures++;
      } else if (answer == null) {
        answer = result;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the first end of a call, for a time. */
  boolean isOver(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (answer == null && failures == 0 && left > 0) {
        left = changed.awaitNanos(left);
      }
      return answer != null || failures > 0;
    } finally {
      lock.unlock();
    }
  }

  /** The first answer; the first failure, once all have failed. */
  T result() throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        T first = answer;
        if (first != null) {
          return first;
        }
        if (failures == running.size()) {
          throw failure == null ? new IllegalStateException("no answer and no failure") : failure;
        }
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts calls that are still under way. */
  void end() {
    running.forEach(future -> future.cancel(true));
  }
}
