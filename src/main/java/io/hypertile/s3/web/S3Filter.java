package io.hypertile.s3.web;

import io.hypertile.http.ProblemForm;
import io.hypertile.http.ServedPaths;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Has failures of all filters after it told as clients of S3 take them, and asks for bodies that
 * clients hold back.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class S3Filter extends OncePerRequestFilter {
  private static final ProblemForm FAILURES = new S3Errors();

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!ServedPaths.isS3(request)) {
      chain.doFilter(request, response);
      return;
    }
    FAILURES.attach(request);
    chain.doFilter(BegunBody.isAwaited(request) ? new BegunBody(request) : request, response);
  }
}
