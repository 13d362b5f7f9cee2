package io.hypertile.http;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses paths that two programs could read in two ways: dot segments, empty segments, encoded
 * slashes, path parameters and control characters, and characters that no URL holds. A key ({@code
 * ~…}) may hold an encoded slash and encoded control characters, except NUL.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
public final class PathGuard extends OncePerRequestFilter {
  /** Deker's client percent-encodes less than URLs need. */
  private static final String RELAXED = "/v1/";

  private static final String UNSAFE = "[]{}|^`\\<>\"";

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      check(request.getRequestURI());
    } catch (ServiceException e) {
      ProblemWriter.write(response, Problem.of(e, request));
      return;
    }
    chain.doFilter(request, response);
  }

  /**
   * Checks a path.
   *
   * @param path the path as it stands in the request line
   * @throws ServiceException {@code invalid-request} if it is ambiguous
   */
  static void check(String path) {
    if (!path.startsWith(RELAXED) && path.chars().anyMatch(c -> UNSAFE.indexOf(c) >= 0)) {
      throw refusal("a character that a URL cannot hold as it is");
    }
    String[] segments = path.split("/", -1);
    for (int n = 1; n < segments.length; n++) {
      boolean last = n == segments.length - 1;
      if (segments[n].isEmpty() && !last) {
        throw refusal("an empty segment");
      }
      String segment = PercentDecoder.decode(segments[n]);
      if (segment.equals(".") || segment.equals("..")) {
        throw refusal("a dot segment");
      }
      boolean key = segments[n].startsWith("~") || segments[n].regionMatches(true, 0, "%7e", 0, 3);
      if (!key && (segment.indexOf('/') >= 0 || segment.indexOf('\\') >= 0)) {
        throw refusal("an encoded slash or backslash");
      }
      if (!key && segments[n].indexOf(';') >= 0) {
        throw refusal("a path parameter");
      }
      if (segment.indexOf('\0') >= 0 || (!key && hasControl(segment))) {
        throw new ServiceException(
            ErrorCode.INVALID_REQUEST,
            "The path holds a control character, which only the key of an array may hold, behind"
                + " its ~ and percent-encoded, and %00 not even that.");
      }
    }
  }

  private static boolean hasControl(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (Character.isISOControl(text.charAt(at))) {
        return true;
      }
    }
    return false;
  }

  private static ServiceException refusal(String what) {
    return new ServiceException(
        ErrorCode.INVALID_REQUEST,
        "The path holds " + what + ", which is ambiguous; leave it out or percent-encode it.");
  }
}
