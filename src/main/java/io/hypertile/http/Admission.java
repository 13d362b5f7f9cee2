package io.hypertile.http;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets so many requests for cells in at a time, large and small ones apart, so that small ones do
 * not stand behind large ones. The others wait in order, each up to a deadline. Thread-safe.
 */
public final class Admission {
  private final Lane light;
  private final Lane heavy;
  private final long heavyBytes;
  private final Duration patience;

  /**
   * The two lanes.
   *
   * @param light most small requests at a time
   * @param heavy most large requests at a time
   * @param heavyBytes bytes of cells from which on a request is large
   * @param patience how long a request waits at most
   */
  public Admission(int light, int heavy, long heavyBytes, Duration patience) {
    this.light = new Lane(new Semaphore(light, true), light);
    this.heavy = new Lane(new Semaphore(heavy, true), heavy);
    this.heavyBytes = heavyBytes;
    this.patience = patience;
  }

  /**
   * Requests of one size.
   *
   * @param permits what those that are in hold
   * @param most how many may be in
   */
  public record Lane(Semaphore permits, int most) {
    /** How many are in. */
    public int active() {
      return most - permits.availablePermits();
    }

    /** About how many wait. */
    public int waiting() {
      return permits.getQueueLength();
    }
  }

  /** A request that is in, until it is closed, once. */
  public interface Permit extends AutoCloseable {
    @Override
    void close();
  }

  /** The small requests. */
  public Lane light() {
    return light;
  }

  /** The large requests. */
  public Lane heavy() {
    return heavy;
  }

  /**
   * Waits to be let in.
   *
   * @param bytes bytes of cells that are read or written
   * @throws ServiceException {@code overloaded} if that took too long
   */
  public Permit enter(long bytes) {
    Semaphore permits = bytes < heavyBytes ? light.permits() : heavy.permits();
    try {
      if (permits.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return permits::release;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new ServiceException(
        ErrorCode.OVERLOADED,
        "Too many requests of this size are being served; try again in a moment.",
        Map.of("retry_after", (int) Math.max(1, patience.toSeconds() / 2)),
        null);
  }
}
