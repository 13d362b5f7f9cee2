package io.hypertile.security;

import io.hypertile.http.BrowserHeaders;
import io.hypertile.http.ServedPaths;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells browsers not to guess types, not to frame answers and not to send addresses on. Set before
 * anything is handled, since answers with cells are written past the framework.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
public final class SecurityHeaders extends OncePerRequestFilter {
  /** Addresses of answers that are never shown as pages. */
  private static final List<String> DATA = List.of("/api/", ServedPaths.DEKER, "/actuator");

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    BrowserHeaders.ALWAYS.forEach(response::setHeader);
    String path = ServedPaths.of(request);
    if (DATA.stream().anyMatch(path::startsWith)) {
      response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    }
    if (request.isSecure()) {
      response.setHeader("Strict-Transport-Security", "max-age=31536000");
    }
    chain.doFilter(request, response);
  }
}
