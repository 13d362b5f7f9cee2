package io.hypertile.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers with problem documents, whatever the client accepts. */
public final class ProblemWriter {
  private ProblemWriter() {}

  /**
   * Writes the problem in place of all that was prepared, request id and connection apart.
   *
   * @throws IllegalStateException if part of an answer was sent already
   */
  public static void write(HttpServletResponse response, Problem problem) throws IOException {
    String requestId = response.getHeader(RequestIds.HEADER);
    response.reset();
    if (requestId != null) {
      response.setHeader(RequestIds.HEADER, requestId);
    }
    byte[] body = problem.toBytes();
    response.setStatus(problem.status());
    response.setContentType(Problem.MEDIA_TYPE);
    response.setHeader("Cache-Control", "no-store");
    problem.headers().forEach(response::setHeader);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
    response.flushBuffer();
  }
}
