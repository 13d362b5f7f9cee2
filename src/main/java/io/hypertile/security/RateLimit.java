package io.hypertile.security;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.Problem;
import io.hypertile.http.ProblemWriter;
import io.hypertile.http.RequestIds;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests of a client that makes too many: by the name of its credentials, or by its
 * address where it has none. A client may save up some of its requests for a burst.
 */
public final class RateLimit extends OncePerRequestFilter {
  private static final double NANOS = 1e9;
  private static final int MOST_CLIENTS = 10_000;

  private final double perSecond;
  private final double burst;
  private final LongSupplier nanoTime;
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

  /** Requests that a client has left at a moment. */
  private record Bucket(double left, long at) {}

  /**
   * A limit.
   *
   * @param perSecond requests per second in the long run
   * @param burst most requests at once, at least 1
   */
  public RateLimit(double perSecond, int burst) {
    this(perSecond, burst, System::nanoTime);
  }

  RateLimit(double perSecond, int burst, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.nanoTime = nanoTime;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Caller caller = Caller.of(request);
    boolean named = caller != Caller.ANYONE && caller != Caller.NOBODY;
    String client = named ? "name " + caller.name() : "address " + request.getRemoteAddr();
    double missing = take(client);
    if (missing > 0) {
      ProblemWriter.write(response, problem((int) Math.ceil(missing / perSecond), request));
      return;
    }
    chain.doFilter(request, response);
  }

  /** Deker's client reads the limit from headers of their own. */
  private Problem problem(int seconds, HttpServletRequest request) {
    ServiceException refusal =
        new ServiceException(
            ErrorCode.TOO_MANY_REQUESTS,
            "These are more requests than one client may make; go on after the seconds in"
                + " retry_after.",
            Map.of("retry_after", seconds),
            null);
    Problem problem = Problem.of(refusal, RequestIds.of(request));
    Map<String, String> headers = new LinkedHashMap<>(problem.headers());
    headers.put("RateLimit-Limit", Long.toString((long) burst));
    headers.put("RateLimit-Remaining", "0");
    headers.put("RateLimit-Reset", Integer.toString(seconds));
    return new Problem(problem.status(), headers, problem.members());
  }

  /** Takes one request of a client's; gives what is missing to one, 0 when it was there. */
  double take(String client) {
    long now = nanoTime.getAsLong();
    double[] missing = {0};
    buckets.compute(
        client,
        (key, bucket) -> {
          double left = bucket == null ? burst : left(bucket, now);
          if (left < 1) {
            missing[0] = 1 - left;
            return new Bucket(left, now);
          }
          return new Bucket(left - 1, now);
        });
    if (buckets.size() > MOST_CLIENTS) {
      buckets.values().removeIf(bucket -> left(bucket, now) >= burst);
    }
    return missing[0];
  }

  private double left(Bucket bucket, long now) {
    return Math.min(burst, bucket.left() + (now - bucket.at()) / NANOS * perSecond);
  }
}
