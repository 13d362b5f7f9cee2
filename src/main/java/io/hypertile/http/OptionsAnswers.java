package io.hypertile.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Makes what OPTIONS says of an address what its refusals say, whichever part of the framework
 * answers: {@code Allow} in full, and {@code Accept-Patch} where PATCH is taken and nowhere else,
 * since its presence says that PATCH is (RFC 5789, 3.1).
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 6)
public final class OptionsAnswers extends OncePerRequestFilter {
  /** Documents with changes: JSON, of which each member that is named is set. */
  static final String PATCH_TYPES = "application/json, application/merge-patch+json";

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getMethod().equals("OPTIONS");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(request, new Answer(response));
  }

  private static final class Answer extends HttpServletResponseWrapper {
    Answer(HttpServletResponse response) {
      super(response);
    }

    @Override
    public void addHeader(String name, String value) {
      setOrAdd(name, value, false);
    }

    @Override
    public void setHeader(String name, String value) {
      setOrAdd(name, value, true);
    }

    private void setOrAdd(String name, String value, boolean set) {
      if (name.equalsIgnoreCase(HttpHeaders.ALLOW)) {
        List<String> methods = AllowedMethods.of(Arrays.asList(value.strip().split("\\s*,\\s*")));
        super.setHeader(name, AllowedMethods.header(methods));
        if (methods.contains("PATCH")) {
          super.setHeader(HttpHeaders.ACCEPT_PATCH, PATCH_TYPES);
        }
      } else if (!name.equalsIgnoreCase(HttpHeaders.ACCEPT_PATCH)) {
        if (set) {
          super.setHeader(name, value);
        } else {
          super.addHeader(name, value);
        }
      }
    }
  }
}
