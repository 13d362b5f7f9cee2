package io.hypertile.deker.web;

import io.hypertile.http.ProblemForm;
import io.hypertile.http.ServedPaths;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Makes one slash of several in a row in the protocol's paths, before anything else reads them: the
 * client sends {@code //v1/collection/…} when its address ends in a slash. Those of a key stay, as
 * they are data. Failures of all filters after it are told as the client takes them.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class DekerPaths extends OncePerRequestFilter {
  private static final ProblemForm FAILURES = DekerErrors::problem;
  private static final String KEY = "/by-primary/";
  private static final Pattern SLASHES = Pattern.compile("/{2,}");

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String path = ServedPaths.of(request);
    String single = path.contains("//") ? single(path) : path;
    boolean spoken = single.startsWith(DekerRoutes.PREFIX);
    if (spoken) {
      FAILURES.attach(request);
    }
    boolean meant = spoken && !single.equals(path);
    chain.doFilter(
        meant ? new Renamed(request, ServedPaths.address(request, single)) : request, response);
  }

  /** Slashes of a key are data. */
  private static String single(String path) {
    int key = path.indexOf(KEY);
    int end = key < 0 ? path.length() : key + KEY.length();
    return SLASHES.matcher(path.substring(0, end)).replaceAll("/") + path.substring(end);
  }

  private static final class Renamed extends HttpServletRequestWrapper {
    private final String path;

    Renamed(HttpServletRequest request, String path) {
      super(request);
      this.path = path;
    }

    @Override
    public String getRequestURI() {
      return path;
    }
  }
}
