package io.hypertile.lock;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Counts waits for locks; locks that are free at once are not counted. Thread-safe. */
public final class WaitCounter {
  private final LongAdder waits = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final LongAdder timeouts = new LongAdder();

  /** A wait begins, which {@link #addPause} makes longer. */
  public void begin() {
    waits.increment();
  }

  /** A wait has gone on. */
  public void addPause(long pausedNanos) {
    nanos.add(pausedNanos);
  }

  /** A wait has ended without the lock because the time was up. */
  public void endInVain() {
    timeouts.increment();
  }

  public LockStatistics statistics() {
    return new LockStatistics(waits.sum(), Duration.ofNanos(nanos.sum()), timeouts.sum());
  }
}
