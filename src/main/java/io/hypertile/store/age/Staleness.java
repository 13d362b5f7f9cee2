package io.hypertile.store.age;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;

/**
 * Leave of a request to be answered with states that were read earlier, while the store that has
 * the present ones does not answer, and the account of how old they were. It holds for the thread
 * of the request and for those that ask stores for it. Thread-safe.
 */
public final class Staleness {
  private static final ScopedValue<Staleness> PRESENT = ScopedValue.newInstance();

  private final long mostNanos;
  private final LongPredicate teller;
  private final AtomicLong told = new AtomicLong(-1);

  /**
   * Leave for one request.
   *
   * @param most greatest age that a state may have
   * @param teller tells the client an age in nanoseconds, once for each state; false if it is too
   *     late to tell, so that the state must not be used
   */
  public Staleness(Duration most, LongPredicate teller) {
    this.mostNanos = most.toNanos();
    this.teller = teller;
  }

  /** Work of serving a request. */
  @FunctionalInterface
  public interface Work<X extends Exception> {
    /** Serves it. */
    void run() throws X;
  }

  /** The leave that the present request has; empty if it takes present states only. */
  public static Optional<Staleness> present() {
    return PRESENT.isBound() ? Optional.of(PRESENT.get()) : Optional.empty();
  }

  /** Whether the present request was answered with a state that may be old. */
  public static boolean isPresentTold() {
    return PRESENT.isBound() && PRESENT.get().told.get() >= 0;
  }

  /**
   * Nanoseconds that the oldest state of the present request was told to be; 0 for present ones.
   */
  public static long presentAge() {
    return PRESENT.isBound() ? Math.max(0, PRESENT.get().told.get()) : 0;
  }

  /** Serves a request under this leave. */
  public <X extends Exception> void serve(Work<X> work) throws X {
    ScopedValue.where(PRESENT, this)
        .call(() -> {
          work.run();
          return true;
        });
  }

  /** Work that has the leave of the thread that asks for it. */
  public static Runnable carried(Runnable work) {
    if (!PRESENT.isBound()) {
      return work;
    }
    Staleness own = PRESENT.get();
    return () -> ScopedValue.where(PRESENT, own).run(work);
  }

  /** Whether a state of an age may be used at all. */
  public boolean allows(long ageNanos) {
    return ageNanos <= mostNanos;
  }

  /**
   * Takes account of a state that is used.
   *
   * @param ageNanos time since the store was asked for it
   * @return false if the state is too old, or the client cannot be told any more
   */
  public boolean tell(long ageNanos) {
    if (!allows(ageNanos) || !teller.test(ageNanos)) {
      return false;
    }
    told.accumulateAndGet(ageNanos, Math::max);
    return true;
  }
}
