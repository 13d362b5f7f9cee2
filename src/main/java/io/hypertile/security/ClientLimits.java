package io.hypertile.security;

import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A limiter for each client that is being served. Clients that have all their requests left are
 * forgotten when there are too many, and some of the others if that is not enough: their cycle
 * starts again. Thread-safe.
 */
final class ClientLimits {
  private static final double NANOS = 1e9;

  private final RateLimiterConfig config;
  private final int most;
  private final Supplier<Long> nanoTime;
  private final Map<String, AtomicRateLimiter> limiters = new ConcurrentHashMap<>();
  private final AtomicBoolean forgetting = new AtomicBoolean();

  /**
   * A limit.
   *
   * @param perSecond requests per second of one client in the long run
   * @param burst requests of one client in a cycle, which lasts as long as they take at that rate
   * @param most clients that are remembered
   */
  ClientLimits(double perSecond, int burst, int most, Supplier<Long> nanoTime) {
    this.config =
        RateLimiterConfig.custom()
            .limitForPeriod(burst)
            .limitRefreshPeriod(
                Duration.ofNanos(Math.max(1, Math.round(burst / perSecond * NANOS))))
            .timeoutDuration(Duration.ZERO)
            .build();
    this.most = most;
    this.nanoTime = nanoTime;
  }

  /** Requests of one client in a cycle. */
  int burst() {
    return config.getLimitForPeriod();
  }

  /** The number of clients remembered. */
  int clients() {
    return limiters.size();
  }

  /**
   * Takes one request of a client's.
   *
   * @return 0 when it was there; otherwise the nanoseconds until there is one, at least 1
   */
  long take(String client) {
    AtomicRateLimiter limiter = limiter(client);
    return limiter.reservePermission(1) >= 0
        ? 0
        : Math.max(1, limiter.getDetailedMetrics().getNanosToWait());
  }

  private AtomicRateLimiter limiter(String client) {
    AtomicRateLimiter known = limiters.get(client);
    if (known != null) {
      return known;
    }
    if (limiters.size() >= most && forgetting.compareAndSet(false, true)) {
      try {
        forget();
      } finally {
        forgetting.set(false);
      }
    }
    return limiters.computeIfAbsent(client, name -> new AtomicRateLimiter(name, config, nanoTime));
  }

  /** Makes room for many, since it looks at all. */
  private void forget() {
    limiters
        .values()
        .removeIf(limiter -> limiter.getMetrics().getAvailablePermissions() >= burst());
    int kept = most - Math.max(1, most / 10);
    Iterator<String> rest = limiters.keySet().iterator();
    for (int over = limiters.size() - kept; over > 0 && rest.hasNext(); over--) {
      rest.next();
      rest.remove();
    }
  }
}
