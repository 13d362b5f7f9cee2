package io.hypertile.store.lease;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A turn at work that several servers would do alike. The work ends in conditions, so that two
 * servers may do it: a {@link Lease} keeps the others from doing what one of them will have done
 * first. It is not renewed, so work that takes longer than the lease may be begun by another server
 * as well. Thread-safe.
 */
public final class Turn {
  /** Time between two looks at a lease that another server has. */
  private static final long APART = Duration.ofSeconds(2).toNanos();

  private final @Nullable Lease lease;
  private boolean isRefused;
  private long looked;

  private Turn(@Nullable Lease lease) {
    this.lease = lease;
  }

  /** The turn of a server that shares the work with no other. */
  public static Turn always() {
    return new Turn(null);
  }

  /** A turn under a lease. */
  public static Turn under(Lease lease) {
    return new Turn(lease);
  }

  /**
   * Does work, unless another server has its turn.
   *
   * @param begin done first where another server may have changed what the work is about
   * @param work gives whether it has changed something
   * @return whether something was changed; false also while another server has its turn
   * @throws io.hypertile.store.StoreException if the store does not answer
   */
  public boolean run(Runnable begin, BooleanSupplier work) {
    if (lease == null) {
      return work.getAsBoolean();
    }
    Optional<Lease.Holding> taken = isTooEarly() ? Optional.empty() : take();
    if (taken.isEmpty()) {
      return false;
    }
    try (Lease.Holding holding = taken.get()) {
      begin.run();
      return work.getAsBoolean();
    }
  }

  /** Does work that somebody waits for: under the lease if it is free, and otherwise without. */
  public void runAtOnce(Runnable work) {
    Optional<Lease.Holding> taken = take();
    try {
      work.run();
    } finally {
      taken.ifPresent(Lease.Holding::close);
    }
  }

  private Optional<Lease.Holding> take() {
    if (lease == null) {
      return Optional.empty();
    }
    Optional<Lease.Holding> taken = lease.take();
    synchronized (this) {
      isRefused = taken.isEmpty();
      looked = System.nanoTime();
    }
    return taken;
  }

  private synchronized boolean isTooEarly() {
    return isRefused && System.nanoTime() - looked < APART;
  }
}
