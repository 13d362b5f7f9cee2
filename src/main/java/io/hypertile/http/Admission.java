package io.hypertile.http;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Lets so many requests for cells in at a time, large and small ones apart, so that small ones do
 * not wait behind large ones. The others wait in order, each up to a deadline. Thread-safe.
 */
public final class Admission {
  private final BulkheadRegistry bulkheads = BulkheadRegistry.ofDefaults();
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
   * @param patience how long a request waits at most, in whole milliseconds
   */
  public Admission(int light, int heavy, long heavyBytes, Duration patience) {
    this.light = lane("light", light, patience);
    this.heavy = lane("heavy", heavy, patience);
    this.heavyBytes = heavyBytes;
    this.patience = patience;
  }

  private Lane lane(String name, int most, Duration patience) {
    BulkheadConfig config =
        BulkheadConfig.custom()
            .maxConcurrentCalls(most)
            .maxWaitDuration(patience)
            .fairCallHandlingStrategyEnabled(true)
            .build();
    return new Lane(bulkheads.bulkhead(name, config));
  }

  /** Requests of one size. Thread-safe. */
  public static final class Lane {
    private final Bulkhead bulkhead;
    private final AtomicInteger entering = new AtomicInteger();
    private final LongAdder refused = new LongAdder();

    private Lane(Bulkhead bulkhead) {
      this.bulkhead = bulkhead;
    }

    /** The name of the class of requests, light or heavy. */
    public String name() {
      return bulkhead.getName();
    }

    /** The number of requests admitted at present. */
    public int active() {
      Bulkhead.Metrics metrics = bulkhead.getMetrics();
      return metrics.getMaxAllowedConcurrentCalls() - metrics.getAvailableConcurrentCalls();
    }

    /** About how many wait. */
    public int waiting() {
      return entering.get();
    }

    /** The number of requests refused since the server started. */
    public long refused() {
      return refused.sum();
    }

    private boolean hasRoom() {
      return entering.get() == 0 && bulkhead.getMetrics().getAvailableConcurrentCalls() > 0;
    }

    private boolean enter() {
      entering.incrementAndGet();
      try {
        boolean in = bulkhead.tryAcquirePermission();
        if (!in) {
          refused.increment();
        }
        return in;
      } finally {
        entering.decrementAndGet();
      }
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

  /** Both lanes, for the binding of meters to them. */
  public BulkheadRegistry bulkheads() {
    return bulkheads;
  }

  /**
   * Whether a request would most likely be let in at once.
   *
   * @param bytes bytes of cells that are read or written
   */
  public boolean isOpen(long bytes) {
    return lane(bytes).hasRoom();
  }

  private Lane lane(long bytes) {
    return bytes < heavyBytes ? light : heavy;
  }

  /**
   * Waits to be let in with a body, of the size that was announced.
   *
   * @throws ServiceException as {@link #enter(long)} does
   */
  public Permit enter(HttpServletRequest request) {
    return enter(Math.max(0, request.getContentLengthLong()));
  }

  /**
   * Waits to be let in.
   *
   * @param bytes bytes of cells that are read or written
   * @throws ServiceException {@code overloaded} if that took too long
   */
  public Permit enter(long bytes) {
    Lane lane = lane(bytes);
    if (lane.enter()) {
      return lane.bulkhead::onComplete;
    }
    throw new ServiceException(
        ErrorCode.OVERLOADED,
        "Too many requests of this size are being served; try again in a moment.",
        Map.of("retry_after", (int) Math.max(1, patience.toSeconds() / 2)),
        null);
  }
}
