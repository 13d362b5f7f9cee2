package io.hypertile.store.layer;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/** Times of the latest calls. Any number of threads. */
final class Latencies {
  private static final int KEPT = 256;
  private static final int NEEDED = 20;

  private final AtomicLongArray nanos = new AtomicLongArray(KEPT);
  private final AtomicInteger count = new AtomicInteger();

  /** Notes a call. */
  void add(long time) {
    nanos.set(Math.floorMod(count.getAndIncrement(), KEPT), Math.max(1, time));
  }

  /**
   * The time that a share of the latest calls did not exceed, in nanoseconds; empty while too few
   * are known.
   */
  OptionalLong quantile(double share) {
    long[] known = new long[KEPT];
    for (int at = 0; at < KEPT; at++) {
      known[at] = nanos.get(at);
    }
    long[] sorted = Arrays.stream(known).filter(time -> time > 0).sorted().toArray();
    if (sorted.length < NEEDED) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(sorted[(int) Math.ceil(share * sorted.length) - 1]);
  }
}
