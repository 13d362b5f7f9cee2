package io.hypertile.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers with problem documents, whatever the client accepts. */
public final class ProblemWriter {
  private static final List<String> KEPT_HEADERS =
      List.of(
          RequestIds.HEADER,
          "Age",
          "Allow",
          "X-Content-Type-Options",
          "X-Frame-Options",
          "Referrer-Policy",
          "Content-Security-Policy",
          "Strict-Transport-Security",
          "Access-Control-Allow-Origin",
          "Access-Control-Expose-Headers",
          "Vary");

  private ProblemWriter() {}

  /**
   * Writes the problem in place of all that was prepared but the request id, the methods allowed
   * and what browsers are told.
   *
   * @throws IllegalStateException if part of an answer was sent already
   */
  public static void write(HttpServletResponse response, Problem problem) throws IOException {
    Map<String, String> kept = new LinkedHashMap<>();
    for (String name : KEPT_HEADERS) {
      String value = response.getHeader(name);
      if (value != null) {
        kept.put(name, value);
      }
    }
    response.reset();
    kept.forEach(response::setHeader);
    byte[] body = problem.toBytes();
    response.setStatus(problem.status());
    response.setContentType(problem.mediaType());
    response.setHeader("Cache-Control", "no-store");
    problem.headers().forEach(response::setHeader);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
    response.flushBuffer();
  }
}
