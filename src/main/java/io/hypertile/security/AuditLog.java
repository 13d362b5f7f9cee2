package io.hypertile.security;

import io.hypertile.http.RequestIds;
import io.hypertile.http.ServedAddress;
import io.hypertile.route.RequestKind;
import io.hypertile.route.Routes;
import io.hypertile.text.Quoting;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Writes a line for every request that changes something or is refused, when it has been answered:
 * the caller, the request and the outcome.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 5)
public final class AuditLog extends OncePerRequestFilter {
  /** The name of the logger. */
  public static final String LOGGER = "hypertile.audit";

  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
  private static final String REFUSED = AuditLog.class.getName() + ".refused";
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
  private static final int MAX_SHOWN = 500;

  private final Routes routes;

  /** A log that tells requests that read from those that change by their addresses. */
  public AuditLog(Routes routes) {
    this.routes = routes;
  }

  /** Marks a request as refused for want of rights. */
  static void refused(HttpServletRequest request) {
    request.setAttribute(REFUSED, true);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    boolean failed = true;
    try {
      chain.doFilter(request, response);
      failed = false;
    } finally {
      boolean refused = request.getAttribute(REFUSED) != null || response.getStatus() == 401;
      if (refused || !isReading(request)) {
        write(request, refused, failed ? -1 : response.getStatus());
      }
    }
  }

  /** Whether nothing is changed, as by those who send in a body what they want to read. */
  private boolean isReading(HttpServletRequest request) {
    return READING.contains(request.getMethod())
        || ServedAddress.of(request, routes)
            .route()
            .kind(request.getMethod())
            .filter(RequestKind.READ::equals)
            .isPresent();
  }

  /** The fields are for structured logs; the text says the same. */
  private static void write(HttpServletRequest request, boolean refused, int status) {
    String action = refused ? "refused" : "change";
    String path = shown(path(request));
    String caller = shown(Caller.of(request).name());
    LoggingEventBuilder line =
        LOG.atInfo()
            .addKeyValue("event.action", action)
            .addKeyValue("event.outcome", status >= 0 && status < 400 ? "success" : "failure")
            .addKeyValue("http.request.method", shown(request.getMethod()))
            .addKeyValue("url.original", path)
            .addKeyValue("user.name", caller)
            .addKeyValue("client.address", request.getRemoteAddr());
    if (status >= 0) {
      line = line.addKeyValue("http.response.status_code", status);
    }
    line.log(
        "{} {} {} by {} from {}: {} request_id={}",
        action,
        shown(request.getMethod()),
        path,
        caller,
        request.getRemoteAddr(),
        status < 0 ? "cut off" : status,
        RequestIds.of(request));
  }

  private static String path(HttpServletRequest request) {
    String query = request.getQueryString();
    return query == null ? request.getRequestURI() : request.getRequestURI() + '?' + query;
  }

  /** Nothing that a client sends may begin a line of its own, or make one without end. */
  private static String shown(String text) {
    String cut = Quoting.shortened(text, MAX_SHOWN);
    return cut.codePoints()
        .map(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
