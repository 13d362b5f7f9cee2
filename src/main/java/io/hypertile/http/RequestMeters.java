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
import java.util.Locale;
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
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;

  private final Map<RequestKind, Map<Outcome, Counter>> counters = new EnumMap<>(RequestKind.class);
  private final Map<ErrorCode, Counter> failures = new EnumMap<>(ErrorCode.class);

  private final Routes routes;

  private enum Outcome {
    SUCCESS,
    REFUSED,
    FAILED
  }

  /** A counter for each kind and outcome and for each code, none of them used yet. */
  public RequestMeters(MeterRegistry registry, Routes routes) {
    this.routes = routes;
    for (RequestKind kind : RequestKind.values()) {
      Map<Outcome, Counter> ofKind = new EnumMap<>(Outcome.class);
      for (Outcome outcome : Outcome.values()) {
        ofKind.put(
            outcome,
            Counter.builder("hypertile.requests")
                .description("Requests for the data that were answered")
                .tag("kind", kind.text())
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
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
    Outcome outcome = Outcome.FAILED;
    try {
      chain.doFilter(request, response);
      outcome = isOverQuota(request) ? Outcome.REFUSED : ofStatus(response.getStatus());
    } finally {
      counter(kind.get(), outcome).increment();
      FailureCodes.of(request)
          .ifPresent(code -> Objects.requireNonNull(failures.get(code)).increment());
    }
  }

  /** A full quota is no failure of the server, though its status is that of a full disk. */
  private static boolean isOverQuota(HttpServletRequest request) {
    return FailureCodes.of(request).filter(ErrorCode.QUOTA_EXCEEDED::equals).isPresent();
  }

  private Counter counter(RequestKind kind, Outcome outcome) {
    return Objects.requireNonNull(Objects.requireNonNull(counters.get(kind)).get(outcome));
  }

  private static Outcome ofStatus(int status) {
    if (status < CLIENT_ERROR) {
      return Outcome.SUCCESS;
    }
    return status < SERVER_ERROR ? Outcome.REFUSED : Outcome.FAILED;
  }
}
