package io.hypertile.http;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.route.Address;
import io.hypertile.route.Route;
import io.hypertile.route.Routes;
import io.hypertile.text.PercentDecoder;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses paths that two programs could read in two ways: dot segments, empty segments, encoded
 * slashes, path parameters and control characters, and characters that no URL holds. In a key, a
 * semicolon, an encoded slash or backslash and encoded control characters except NUL are data:
 * {@code ~…} in the place of an array, the name of a dataset or a variable, or the segments in
 * which the pattern of a row ends. The name of a collection is never exempt: rights are checked on
 * it, and a framework reads it again.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 4)
public final class PathGuard extends OncePerRequestFilter {
  private static final String UNSAFE = "[]{}|^`\\<>\"";

  /** Form of the context path, which may come from a header and goes into addresses of answers. */
  private static final Pattern CONTEXT =
      Pattern.compile("(/([A-Za-z0-9._~!$&'()*+,=:@-]|%[0-9A-Fa-f]{2})+)*");

  private final Routes routes;

  /** A guard of the paths of a server; the rows of its addresses say what they allow besides. */
  public PathGuard(Routes routes) {
    this.routes = routes;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      checkContext(request.getContextPath());
      check(ServedPaths.of(request), ServedAddress.of(request, routes));
    } catch (ServiceException e) {
      ProblemWriter.write(response, Problem.of(e, request));
      return;
    }
    chain.doFilter(request, response);
  }

  /**
   * Checks what the server is below.
   *
   * @param context empty, or segments of plain or percent-encoded characters
   * @throws ServiceException {@code invalid-request} if it is no such path, or ambiguous
   */
  static void checkContext(String context) {
    if (context.isEmpty()) {
      return;
    }
    if (!CONTEXT.matcher(context).matches()) {
      throw noContext();
    }
    String[] segments = context.split("/", -1);
    try {
      for (int n = 1; n < segments.length; n++) {
        checkSegment(segments[n], false);
      }
    } catch (ServiceException e) {
      throw noContext();
    }
  }

  private static ServiceException noContext() {
    return new ServiceException(
        ErrorCode.INVALID_REQUEST,
        "The path that the server is below is no plain path; have the proxy send X-Forwarded-Prefix"
            + " as /name.");
  }

  /**
   * Checks a path.
   *
   * @param path the path as {@link ServedPaths#of} gives it
   * @param address its row
   * @throws ServiceException {@code invalid-request} if it is ambiguous
   */
  static void check(String path, Address address) {
    boolean strict = !address.route().has(Route.Trait.LOOSE);
    if (strict && path.chars().anyMatch(c -> UNSAFE.indexOf(c) >= 0)) {
      throw refusal("a character that a URL cannot hold as it is", "percent-encode it");
    }
    int key = address.rest();
    String[] segments = path.split("/", -1);
    for (int n = 1; n < segments.length; n++) {
      boolean last = n == segments.length - 1;
      boolean ofKey = n - 1 >= key;
      if (segments[n].isEmpty() && !last && !ofKey) {
        throw refusal("an empty segment", "leave out the slash that is too many");
      }
      boolean isData =
          ofKey || address.isName(n - 1) || isKey(segments[n]) && address.mayBeKey(n - 1);
      checkSegment(segments[n], isData);
    }
  }

  private static boolean isKey(String encoded) {
    return encoded.startsWith("~") || encoded.regionMatches(true, 0, "%7e", 0, 3);
  }

  private static void checkSegment(String encoded, boolean key) {
    String segment = PercentDecoder.decode(encoded);
    if (segment.equals(".") || segment.equals("..")) {
      throw refusal("a dot segment", "leave it out");
    }
    if (!key && (segment.indexOf('/') >= 0 || segment.indexOf('\\') >= 0)) {
      throw refusal(
          "an encoded slash or backslash",
          "only the key of an array, behind its ~, and the name of a dataset or a variable may hold one, and the"
              + " slashes between segments stand as they are");
    }
    if (!key && encoded.indexOf(';') >= 0) {
      throw refusal("a path parameter", "leave it out, or write %3B for a semicolon");
    }
    if (segment.indexOf('\0') >= 0 || (!key && hasControl(segment))) {
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST,
          "The path holds a control character, which only the key of an array may hold, behind"
              + " its ~ and percent-encoded, and %00 not even that.");
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

  private static ServiceException refusal(String what, String mended) {
    return new ServiceException(
        ErrorCode.INVALID_REQUEST,
        "The path holds " + what + ", which is ambiguous; " + mended + ".");
  }
}
