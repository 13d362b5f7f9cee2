package io.hypertile.security;

import io.hypertile.error.ServiceException;
import io.hypertile.http.BodyPace;
import io.hypertile.http.Problem;
import io.hypertile.http.ProblemWriter;
import io.hypertile.http.Responses;
import io.hypertile.http.ServedAddress;
import io.hypertile.http.ServedPaths;
import io.hypertile.route.Routes;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Filter that takes the key of a read from the form of a page: a browser saves the answer to a form
 * as it comes, of any size, where it could not send a header. {@code POST} of the one field {@code
 * key} to an address that is read by {@code GET} is that {@code GET} with the key as bearer token;
 * everything else passes unchanged, and no other {@code POST} has a form as its body. It makes no
 * change possible, and the key is in no address, so in no log and no history. Set before everything
 * that looks at methods.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
public final class KeyForm extends OncePerRequestFilter {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String FIELD = "key=";

  /** Keys are short; tokens of large providers have a few thousand characters. */
  private static final int MOST_BYTES = 16 << 10;

  private final Routes routes;
  private final BodyPace pace;

  /** A filter that refuses forms that come in too slowly, as other bodies are refused. */
  public KeyForm(Routes routes, BodyPace pace) {
    this.routes = routes;
    this.pace = pace;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getMethod().equals("POST") || !isForm(request) || !isRead(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<String> key;
    try {
      byte[] body = pace.paced(request).getInputStream().readNBytes(MOST_BYTES);
      key = key(new String(body, StandardCharsets.US_ASCII));
    } catch (ServiceException e) {
      ProblemWriter.write(response, Problem.of(e, request));
      return;
    } catch (IOException e) {
      if (Responses.isReportedByContainer(request, response)) {
        return;
      }
      throw e;
    }
    if (key.isPresent()) {
      // Pictures and texts would take the place of the page; problems do.
      response.setHeader("Content-Disposition", "attachment");
    }
    chain.doFilter(key.isPresent() ? new KeyedRead(request, key.get()) : request, response);
  }

  /** Whether there is a form of this server's pages, and no credentials besides. */
  private static boolean isForm(HttpServletRequest request) {
    String type = request.getContentType();
    long length = request.getContentLengthLong();
    return type != null
        && type.toLowerCase(Locale.ROOT).startsWith(FORM)
        && length > FIELD.length()
        && length <= MOST_BYTES
        && request.getHeader("X-API-Key") == null
        && request.getHeader("Authorization") == null
        && !"cross-site".equals(request.getHeader("Sec-Fetch-Site"));
  }

  private boolean isRead(HttpServletRequest request) {
    if (!ServedPaths.of(request).startsWith(ServedPaths.API)) {
      return false;
    }
    return ServedAddress.of(request, routes).route().uses().containsKey("GET");
  }

  /** The only field of a form; empty if there are others, or the text is not a form. */
  private static Optional<String> key(String form) {
    if (!form.startsWith(FIELD) || form.contains("&")) {
      return Optional.empty();
    }
    try {
      String key = URLDecoder.decode(form.substring(FIELD.length()), StandardCharsets.UTF_8);
      return Optional.of(key.strip()).filter(one -> !one.isEmpty());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
