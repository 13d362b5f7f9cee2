package io.hypertile.journal;

import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * Runs threads one at a time, in the thread that calls {@link #run}. Whenever one of them waits for
 * a lock, parks or ends its turn, the next of those that can go on is drawn, so that a seed gives
 * the same interleaving again, whatever locks are in between.
 *
 * <p>The threads are virtual ones with a scheduler of their own. The JDK has no public way to that:
 * the virtual machine must be started with {@code --add-opens java.base/java.lang=ALL-UNNAMED}, as
 * the build starts it.
 */
final class Turns implements Executor {
  private static final long PATIENCE_MILLIS = 60_000;

  private final Random random;

  /** What can go on; guarded by itself. */
  private final List<Runnable> ready = new ArrayList<>();

  private final Thread.Builder.OfVirtual builder;

  Turns(long seed) {
    random = new Random(seed);
    try {
      Constructor<?> constructor =
          Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
              .getDeclaredConstructor(Executor.class);
      constructor.setAccessible(true);
      builder = (Thread.Builder.OfVirtual) constructor.newInstance(this);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new AssertionError(
          "turns need --add-opens java.base/java.lang=ALL-UNNAMED, as ./mvnw test gives it", e);
    }
  }

  /** Makes threads that take turns. */
  ThreadFactory threads() {
    return builder.factory();
  }

  /** Starts a thread that takes turns. */
  Thread start(String name, Runnable task) {
    Thread thread = threads().newThread(task);
    thread.setName(name);
    thread.start();
    return thread;
  }

  /** Ends the turn of the calling thread, if it takes turns. */
  static void end() {
    if (Thread.currentThread().isVirtual()) {
      Thread.yield();
    }
  }

  /** Lets all threads go on until those given have ended. */
  void run(List<Thread> threads) throws InterruptedException {
    while (threads.stream().anyMatch(Thread::isAlive)) {
      next(threads).run();
    }
  }

  /** Nothing is ready while all wait for what does not take turns, such as a clock. */
  private Runnable next(List<Thread> threads) throws InterruptedException {
    synchronized (ready) {
      if (ready.isEmpty()) {
        ready.wait(PATIENCE_MILLIS);
      }
      if (ready.isEmpty()) {
        throw new AssertionError("all threads wait for each other: " + threads);
      }
      return ready.remove(random.nextInt(ready.size()));
    }
  }

  @Override
  public void execute(Runnable task) {
    synchronized (ready) {
      ready.add(task);
      ready.notifyAll();
    }
  }
}
