package io.hypertile.config.quota;

import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ErrorCode;
import io.hypertile.http.FailureCodes;
import io.hypertile.http.RequestOutcome;
import io.hypertile.http.ServletOutput;
import io.hypertile.security.Caller;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Counts requests, refusals and bytes of bodies by the name of the key that they were made with.
 * The first 100 keys have figures of their own, all others have them together. Thread-safe.
 */
final class KeyTraffic extends ValveBase {
  private static final int MOST = 100;
  private static final String OTHERS = "(others)";

  private final MeterRegistry registry;
  private final Map<String, Figures> figures = new ConcurrentHashMap<>();

  KeyTraffic(MeterRegistry registry) {
    super(true);
    this.registry = registry;
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    RequestOutcome outcome = RequestOutcome.FAILED;
    try {
      getNext().invoke(request, response);
      outcome = RequestOutcome.of(request.getRequest(), response.getStatus());
    } finally {
      Optional<String> key = Caller.keyOf(request.getRequest());
      if (key.isPresent()) {
        Figures ofKey = figures(key.get());
        long sent = response.getContentWritten() + ServletOutput.directBytes(request);
        ofKey.add(outcome, request.getCoyoteRequest().getBytesRead(), sent);
        FailureCodes.of(request.getRequest()).ifPresent(ofKey::refused);
      }
    }
  }

  private Figures figures(String key) {
    Figures known = figures.get(key);
    if (known != null) {
      return known;
    }
    String shown = figures.size() < MOST ? key : OTHERS;
    return figures.computeIfAbsent(shown, name -> new Figures(registry, name));
  }

  /** Counters of one key. */
  private static final class Figures {
    private final Map<RequestOutcome, Counter> requests = new EnumMap<>(RequestOutcome.class);
    private final Counter received;
    private final Counter sent;
    private final Map<ErrorCode, Counter> refusals = new EnumMap<>(ErrorCode.class);

    Figures(MeterRegistry registry, String key) {
      for (RequestOutcome outcome : RequestOutcome.values()) {
        requests.put(outcome, requests(registry, key, outcome));
      }
      received = bytes(registry, key, "received", "Bytes of bodies that came with a key");
      sent = bytes(registry, key, "sent", "Bytes of answers to a key, before any compression");
      for (ErrorCode code : ErrorCode.values()) {
        if (code.category() == ErrorCategory.LIMIT || code == ErrorCode.FORBIDDEN) {
          refusals.put(
              code,
              Counter.builder("hypertile.key.refusals")
                  .description("Requests with a key that were refused for a limit or a right")
                  .tag("key", key)
                  .tag("code", code.text())
                  .register(registry));
        }
      }
    }

    private static Counter requests(MeterRegistry registry, String key, RequestOutcome outcome) {
      return Counter.builder("hypertile.key.requests")
          .description("Requests that were made with a key")
          .tag("key", key)
          .tag("outcome", outcome.text())
          .register(registry);
    }

    private static Counter bytes(MeterRegistry registry, String key, String way, String text) {
      return Counter.builder("hypertile.key." + way)
          .baseUnit("bytes")
          .description(text)
          .tag("key", key)
          .register(registry);
    }

    void add(RequestOutcome outcome, long in, long out) {
      Objects.requireNonNull(requests.get(outcome)).increment();
      received.increment(Math.max(0, in));
      sent.increment(Math.max(0, out));
    }

    void refused(ErrorCode code) {
      Counter counter = refusals.get(code);
      if (counter != null) {
        counter.increment();
      }
    }
  }
}
