package io.hypertile.http.tomcat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts off answers that are taken too slowly: a client that takes a few bytes just before each
 * time-out would keep a connection, a thread and an open file for days. Only the time counts that
 * the server waits for the client, and only what the client takes from its first wait on: bytes
 * that the buffers of the system take before that say nothing about the client. A client that has
 * paused is seen to take only what makes room in these buffers; so it is given as long again to
 * catch up. Thread-safe.
 */
public final class AnswerPace {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerPace.class);
  private static final double NANOS = 1e9;

  private final long leastRate;
  private final long stretchNanos;
  private final LongAdder cut = new LongAdder();

  /**
   * A pace.
   *
   * @param leastRate bytes per second that a client takes at least, on average, in one of two
   *     stretches of waiting that follow one another; 0 for any
   * @param patience length of both together at least, before which nothing is cut off
   */
  public AnswerPace(long leastRate, Duration patience) {
    this.leastRate = leastRate;
    this.stretchNanos = patience.toNanos() / 2;
  }

  /** The number of answers cut off so far. */
  public long cut() {
    return cut.sum();
  }

  Meter meter() {
    return new Meter();
  }

  /** The pace of one connection at a time. Used by one thread at a time. */
  final class Meter {
    private boolean waiting;
    private long since;
    private long bytes;
    private long nanos;
    private boolean behind;
    private boolean ended;

    private Meter() {}

    /** Resets the meter, for another connection. */
    void reset() {
      waiting = false;
      bytes = 0;
      nanos = 0;
      behind = false;
      ended = false;
    }

    /**
     * Checks that the answer is not cut off; called before each try to send.
     *
     * @throws IOException if the answer has been cut off
     */
    void requireOpen() throws IOException {
      if (ended) {
        throw new IOException("the client took the answer too slowly");
      }
    }

    /**
     * Takes note of a try to send.
     *
     * @param sent bytes that went out
     * @param rest whether some are left, for which the client is now waited for
     * @throws IOException if the client is too slow
     */
    void sent(long sent, boolean rest) throws IOException {
      if (!rest && !waiting && nanos == 0) {
        return;
      }
      long now = System.nanoTime();
      if (waiting) {
        nanos += now - since;
        since = now;
      }
      bytes += nanos > 0 ? Math.max(0, sent) : 0;
      if (rest && !waiting) {
        since = now;
      }
      waiting = rest;
      if (nanos > stretchNanos) {
        requirePace();
      }
    }

    private void requirePace() throws IOException {
      boolean slow = bytes < nanos / NANOS * leastRate;
      ended = slow && behind;
      bytes = 0;
      nanos = 0;
      behind = slow;
      if (ended) {
        cut.increment();
        LOG.info("An answer is cut off: its client took less than {} bytes per second", leastRate);
        requireOpen();
      }
    }
  }
}
