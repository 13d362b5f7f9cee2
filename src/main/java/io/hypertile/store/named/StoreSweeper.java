package io.hypertile.store.named;

import io.hypertile.store.commit.StateSweep;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Sweeps the stores that are in use and may be written, one after the other, on a thread of its
 * own. Several servers may do so; each begins at a moment of its own.
 */
public final class StoreSweeper implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(StoreSweeper.class.getName());

  private final Stores stores;
  private final ScheduledExecutorService thread;

  /**
   * Begins to sweep.
   *
   * @param pause time between the end of a round and the next one
   */
  public StoreSweeper(Stores stores, Duration pause) {
    this.stores = stores;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("hypertile-sweep").factory());
    long most = pause.toMillis();
    long first = ThreadLocalRandom.current().nextLong(most / 2, most + 1);
    thread.scheduleWithFixedDelay(this::sweep, first, most, TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    for (NamedStore store : stores.all()) {
      try {
        store.sweep().ifPresent(sweep -> sweep(store, sweep));
      } catch (RuntimeException e) {
        // The next round tries again; until then nothing is removed.
        LOG.log(Level.WARNING, "the store " + store.name() + " cannot be swept", e);
      }
    }
  }

  private static void sweep(NamedStore store, StateSweep sweep) {
    StateSweep.Report report = sweep.pass(Instant.now());
    if (report.removed() > 0) {
      LOG.log(
          Level.INFO,
          "the store {0} is rid of {1} objects that no state names",
          store.name(),
          report.removed());
    }
  }

  /** Ends with the pass under way, which is given up. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
