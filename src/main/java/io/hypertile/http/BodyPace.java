package io.hypertile.http;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses bodies that come in too slowly, with {@code request-timeout}: a client that sends a byte
 * now and then would keep others out. Only the time counts that the server waits for bytes.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 6)
public final class BodyPace extends OncePerRequestFilter {
  private static final Set<String> METHODS = Set.of("POST", "PUT", "PATCH");
  private static final double NANOS = 1e9;

  private final long leastRate;
  private final long patienceNanos;

  /**
   * A pace.
   *
   * @param leastRate bytes per second that a body has at least, on average
   * @param patience time of waiting before which nothing is refused
   */
  public BodyPace(long leastRate, Duration patience) {
    this.leastRate = leastRate;
    this.patienceNanos = patience.toNanos();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(paced(request), response);
  }

  /** The request with a body that comes in fast enough or fails; itself if it has none. */
  public HttpServletRequest paced(HttpServletRequest request) {
    boolean body = METHODS.contains(request.getMethod()) && request.getContentLengthLong() != 0;
    return body && leastRate > 0 ? new Paced(request) : request;
  }

  private boolean isTooSlow(long bytes, long nanos) {
    return nanos > patienceNanos && bytes < nanos / NANOS * leastRate;
  }

  private final class Paced extends HttpServletRequestWrapper {
    private @Nullable PacedInput input;

    Paced(HttpServletRequest request) {
      super(request);
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      PacedInput known = input;
      if (known == null) {
        known = new PacedInput(super.getInputStream());
        input = known;
      }
      return known;
    }
  }

  private final class PacedInput extends CountedInput {
    private long bytes;
    private long nanos;

    PacedInput(ServletInputStream body) {
      super(body);
    }

    @Override
    protected void count(int read, long more) {
      nanos += more;
      if (read < 0) {
        return;
      }
      bytes += read;
      if (isTooSlow(bytes, nanos)) {
        throw new ServiceException(
            ErrorCode.REQUEST_TIMEOUT,
            "The body comes in too slowly; send it again over a faster connection, nothing was"
                + " changed.");
      }
    }
  }
}
