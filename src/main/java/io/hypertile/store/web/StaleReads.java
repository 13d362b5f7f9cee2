package io.hypertile.store.web;

import io.hypertile.http.ServedAddress;
import io.hypertile.http.WarmUpGate;
import io.hypertile.route.RequestKind;
import io.hypertile.route.Routes;
import io.hypertile.store.age.Staleness;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets requests that only read be answered with states that were read earlier while the store does
 * not answer, and tells their age in the header {@code Age} (RFC 9111, 5.1), rounded up. Requests
 * under {@code If-Match} or with {@code Cache-Control: no-cache} take present states only, those
 * with {@code max-age} no older ones than that.
 */
public final class StaleReads extends OncePerRequestFilter {
  private static final Set<RequestKind> READING =
      EnumSet.of(RequestKind.READ, RequestKind.LIST, RequestKind.SHOW);

  private static final String AGE = "Age";

  private final Duration most;
  private final Routes routes;

  /**
   * A filter before the addresses of a server.
   *
   * @param most greatest age, for clients that do not ask for less
   */
  public StaleReads(Duration most, Routes routes) {
    this.most = most;
    this.routes = routes;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return WarmUpGate.isPassed() || request.getHeader("If-Match") != null || !isReading(request);
  }

  private boolean isReading(HttpServletRequest request) {
    return ServedAddress.of(request, routes)
        .route()
        .kind(request.getMethod())
        .filter(READING::contains)
        .isPresent();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Duration allowed = allowed(Collections.list(request.getHeaders("Cache-Control")), most);
    if (!allowed.isPositive()) {
      chain.doFilter(request, response);
      return;
    }
    try {
      new Staleness(allowed, new Told(response))
          .<Exception>serve(() -> chain.doFilter(request, response));
    } catch (ServletException | IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new ServletException(e);
    }
  }

  /** The greatest age that a client takes. */
  static Duration allowed(List<String> headers, Duration most) {
    Duration least = most;
    for (String header : headers) {
      for (String directive : header.toLowerCase(Locale.ROOT).split(",")) {
        String given = directive.strip();
        if (given.equals("no-cache") || given.equals("no-store")) {
          return Duration.ZERO;
        }
        if (given.startsWith("max-age=")) {
          Duration age = seconds(given.substring("max-age=".length()));
          least = age.compareTo(least) < 0 ? age : least;
        }
      }
    }
    return least;
  }

  /** The duration of a {@code max-age}; zero, for present states only, if it is not a number. */
  private static Duration seconds(String text) {
    String digits = text.replace("\"", "").strip();
    return digits.matches("[0-9]{1,9}")
        ? Duration.ofSeconds(Long.parseLong(digits))
        : Duration.ZERO;
  }

  /** Puts the greatest age of all states that an answer is made of into its header. */
  private static final class Told implements LongPredicate {
    private final HttpServletResponse response;
    private long seconds = -1;

    private Told(HttpServletResponse response) {
      this.response = response;
    }

    @Override
    public synchronized boolean test(long ageNanos) {
      long age = TimeUnit.NANOSECONDS.toSeconds(ageNanos + TimeUnit.SECONDS.toNanos(1) - 1);
      if (age <= seconds) {
        return true;
      }
      if (response.isCommitted()) {
        return false;
      }
      seconds = age;
      response.setHeader(AGE, Long.toString(age));
      return true;
    }
  }
}
