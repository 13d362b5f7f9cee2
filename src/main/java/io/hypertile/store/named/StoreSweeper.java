package io.hypertile.store.named;

import io.hypertile.store.StoreName;
import io.hypertile.store.commit.StateSweep;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Sweeps the stores that are in use and may be written, one after the other, on a thread of its
 * own. Of several servers that do so one sweeps a store at a time, and none soon after another.
 */
public final class StoreSweeper implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(StoreSweeper.class.getName());

  private final Stores stores;
  private final Duration apart;
  private final ScheduledExecutorService thread;

  /** Stores that other servers sweep, and that are looked at again soon; for the thread alone. */
  private final Set<StoreName> waiting = new HashSet<>();

  /**
   * Begins to sweep.
   *
   * @param pause time between the end of a round and the next one
   */
  public StoreSweeper(Stores stores, Duration pause) {
    this.stores = stores;
    this.apart = pause.dividedBy(2);
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("hypertile-sweep").factory());
    long most = pause.toMillis();
    long first = ThreadLocalRandom.current().nextLong(most / 2, most + 1);
    thread.scheduleWithFixedDelay(this::sweepAll, first, most, TimeUnit.MILLISECONDS);
  }

  private void sweepAll() {
    stores.all().forEach(this::sweep);
  }

  private void sweep(NamedStore store) {
    try {
      store.sweep().ifPresent(sweep -> sweep(store, sweep));
    } catch (RuntimeException e) {
      // The next round tries again; until then nothing is removed.
      LOG.log(Level.WARNING, "the store " + store.name() + " cannot be swept", e);
    }
  }

  private void sweep(NamedStore store, StateSweep sweep) {
    switch (sweep.pass(apart)) {
      case StateSweep.Outcome.Made made when made.removed() > 0 ->
          LOG.log(
              Level.INFO,
              "the store {0} is rid of {1} objects that no state names",
              store.name(),
              made.removed());
      case StateSweep.Outcome.Made made -> {}
      case StateSweep.Outcome.NotDue notDue -> {}
      case StateSweep.Outcome.Held held -> {
        if (waiting.add(store.name())) {
          // If its holder was killed, the lease is free by then; a round would be a long wait.
          thread.schedule(() -> again(store), held.time().toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    }
  }

  private void again(NamedStore store) {
    waiting.remove(store.name());
    sweep(store);
  }

  /** Ends with the pass under way, which is given up. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
