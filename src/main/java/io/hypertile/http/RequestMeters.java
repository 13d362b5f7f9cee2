package io.hypertile.http;

import io.hypertile.error.ErrorCode;
import io.hypertile.route.RequestKind;
import io.hypertile.route.Route;
import io.hypertile.route.Routes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Counts requests for the data by kind and outcome, refused ones included, and those that failed by
 * the code of the failure.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 3)
public final class RequestMeters extends OncePerRequestFilter {
  private final Map<RequestKind, Map<RequestOutcome, Counter>> counters =
      new EnumMap<>(RequestKind.class);
  private final Map<ErrorCode, Counter> failures = new EnumMap<>(ErrorCode.class);

  private final Routes routes;

  /** A counter for each kind and outcome and for each code, none of them used yet. */
  public RequestMeters(MeterRegistry registry, Routes routes) {
    this.routes = routes;
    for (RequestKind kind : RequestKind.values()) {
      Map<RequestOutcome, Counter> ofKind = new EnumMap<>(RequestOutcome.class);
      for (RequestOutcome outcome : RequestOutcome.values()) {
        ofKind.put(
            outcome,
            Counter.builder("hypertile.requests")
                .description("Requests for the data that were answered")
                .tag("kind", kind.text())
                .tag("outcome", outcome.text())
                .register(registry));
      }
      counters.put(kind, ofKind);
    }
    for (ErrorCode code : ErrorCode.values()) {
      failures.put(
          code,
          Counter.builder("hypertile.failures")
              .description("Requests for the data that failed")
              .tag("code", code.text())
              .register(registry));
    }
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Route route = ServedAddress.of(request, routes).route();
    Optional<RequestKind> kind = route.kind(request.getMethod());
    if (kind.isEmpty() || WarmUpGate.isPassed()) {
      chain.doFilter(request, response);
      return;
    }
    RequestOutcome outcome = RequestOutcome.FAILED;
    try {
      chain.doFilter(request, response);
      outcome = RequestOutcome.of(request, response.getStatus());
    } finally {
      counter(kind.get(), outcome).increment();
      FailureCodes.of(request)
          .ifPresent(code -> Objects.requireNonNull(failures.get(code)).increment());
    }
  }

  private Counter counter(RequestKind kind, RequestOutcome outcome) {
    return Objects.requireNonNull(Objects.requireNonNull(counters.get(kind)).get(outcome));
  }
}
