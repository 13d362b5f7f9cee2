package io.hypertile.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells the requests that the server makes to itself before it is ready from those of clients. They
 * carry a pass that is drawn at random for each start, never leaves the machine, and is worth
 * nothing once the gate is closed; they may read and do nothing else, and what counts or limits
 * clients passes over them. Safe for any thread.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class WarmUpGate extends OncePerRequestFilter {
  /** The header with the pass. */
  public static final String HEADER = "Hypertile-Warm-Up";

  /** An attribute of requests that came with it, which access logs can leave out by. */
  public static final String ATTRIBUTE = WarmUpGate.class.getName();

  private static final int PASS_BYTES = 32;
  private static final ScopedValue<Boolean> PASSED = ScopedValue.newInstance();

  private volatile byte @Nullable [] pass;

  /** Whether the calling thread answers a request of the server's own. */
  public static boolean isPassed() {
    return PASSED.isBound();
  }

  /**
   * Opens the gate.
   *
   * @return the pass, for the header
   */
  public String open() {
    byte[] random = new byte[PASS_BYTES];
    new SecureRandom().nextBytes(random);
    String drawn = HexFormat.of().formatHex(random);
    pass = drawn.getBytes(StandardCharsets.US_ASCII);
    return drawn;
  }

  /** Closes the gate: requests that begin from now on are those of clients. */
  public void close() {
    pass = null;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    byte[] expected = pass;
    String shown = expected == null ? null : request.getHeader(HEADER);
    return shown == null
        || !request.getMethod().equals("GET")
        || !MessageDigest.isEqual(expected, shown.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    request.setAttribute(ATTRIBUTE, true);
    try {
      ScopedValue.where(PASSED, true)
          .call(() -> {
            chain.doFilter(request, response);
            return true;
          });
    } catch (ServletException | IOException | RuntimeException failure) {
      throw failure;
    } catch (Exception failure) {
      throw new ServletException(failure);
    }
  }
}
