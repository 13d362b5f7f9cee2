package io.hypertile.security;

import io.hypertile.http.BrowserHeaders;
import io.hypertile.http.ServedAddress;
import io.hypertile.route.Route;
import io.hypertile.route.Routes;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells browsers not to guess types, not to frame answers and not to send addresses on. Set before
 * anything is handled, since answers with cells are written past the framework.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 3)
public final class SecurityHeaders extends OncePerRequestFilter {
  private final Routes routes;

  /** Headers by what answers of an address are. */
  public SecurityHeaders(Routes routes) {
    this.routes = routes;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    BrowserHeaders.ALWAYS.forEach(response::setHeader);
    if (!ServedAddress.of(request, routes).route().has(Route.Trait.PAGE)) {
      response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    }
    if (request.isSecure()) {
      response.setHeader("Strict-Transport-Security", "max-age=31536000");
    }
    chain.doFilter(request, response);
  }
}
