package io.hypertile.security;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.FailureCodes;
import io.hypertile.http.Problem;
import io.hypertile.http.ProblemWriter;
import io.hypertile.http.ServedAddress;
import io.hypertile.http.WarmUpGate;
import io.hypertile.route.Route;
import io.hypertile.route.Routes;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests of a client that makes too many, or has them wait where the address says so: by
 * the name of its credentials, or by its address where it has none. Credentials may have a rate of
 * their own, which counts in place of that of all. Each client has so many requests in a cycle of
 * fixed length, and all of them again in the next; those it did not use are not saved up. Around
 * the turn of a cycle it may so make up to twice as many at once.
 */
public final class RateLimit extends OncePerRequestFilter {
  private static final double NANOS = 1e9;
  private static final int MOST_CLIENTS = 10_000;

  /** Requests that may wait for their turn at a time, and how long one waits. */
  private static final int MOST_WAITING = 1_000;

  /** Those of one client: more than programs that read Zarr have under way, and few of all. */
  private static final int MOST_WAITING_OF_CLIENT = 100;

  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(60);

  private final Rate ofAll;
  private final Routes routes;
  private final Supplier<Long> nanoTime;

  /** Clients by the rate that they have, of which settings have few. */
  private final Map<Rate, ClientLimits> limits = new ConcurrentHashMap<>();

  private final WaitingPlaces places = new WaitingPlaces(MOST_WAITING, MOST_WAITING_OF_CLIENT);

  /**
   * A limit.
   *
   * @param ofAll the rate of clients that have none of their own: a cycle lasts as long as its
   *     burst takes at that rate
   * @param routes the addresses of the server, some of which let their requests wait
   */
  public RateLimit(Rate ofAll, Routes routes) {
    this(ofAll, routes, System::nanoTime);
  }

  RateLimit(Rate ofAll, Routes routes, Supplier<Long> nanoTime) {
    this.ofAll = ofAll;
    this.routes = routes;
    this.nanoTime = nanoTime;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return WarmUpGate.isPassed();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Caller caller = Caller.of(request);
    Rate rate = caller.rate().orElse(ofAll);
    if (!rate.isLimited()) {
      chain.doFilter(request, response);
      return;
    }
    ClientLimits limits = limits(rate);
    boolean named = caller != Caller.ANYONE && caller != Caller.NOBODY;
    String client = named ? "name " + caller.name() : "address " + request.getRemoteAddr();
    long nanos = limits.take(client);
    if (nanos > 0 && ServedAddress.of(request, routes).route().has(Route.Trait.PATIENT)) {
      nanos = takeLater(limits, client, nanos);
    }
    if (nanos > 0) {
      FailureCodes.note(request, ErrorCode.TOO_MANY_REQUESTS);
      ProblemWriter.write(response, problem(rate, (int) Math.ceil(nanos / NANOS), request));
      return;
    }
    chain.doFilter(request, response);
  }

  private ClientLimits limits(Rate rate) {
    return limits.computeIfAbsent(
        rate, each -> new ClientLimits(each.perSecond(), each.burst(), MOST_CLIENTS, nanoTime));
  }

  /**
   * Waits until the client may make one more request, where that is not long and few wait, of all
   * clients and of this one.
   *
   * @return as {@link ClientLimits#take}
   */
  private long takeLater(ClientLimits limits, String client, long first) {
    if (!places.tryTake(client)) {
      return first;
    }
    try {
      long end = System.nanoTime() + LONGEST_WAIT;
      long nanos = first;
      while (nanos > 0 && System.nanoTime() + nanos <= end) {
        TimeUnit.NANOSECONDS.sleep(nanos);
        nanos = limits.take(client);
      }
      return nanos;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return first;
    } finally {
      places.giveBack(client);
    }
  }

  /** Deker's client reads the limit from headers of their own. */
  private static Problem problem(Rate rate, int seconds, HttpServletRequest request) {
    ServiceException refusal =
        new ServiceException(
            ErrorCode.TOO_MANY_REQUESTS,
            "These are more requests than one client may make; go on after the seconds in"
                + " retry_after.",
            Map.of("retry_after", seconds),
            null);
    Problem problem = Problem.of(refusal, request);
    Map<String, String> headers = new LinkedHashMap<>(problem.headers());
    headers.put("RateLimit-Limit", Integer.toString(rate.burst()));
    headers.put("RateLimit-Remaining", "0");
    headers.put("RateLimit-Reset", Integer.toString(seconds));
    return problem.withHeaders(headers);
  }
}
