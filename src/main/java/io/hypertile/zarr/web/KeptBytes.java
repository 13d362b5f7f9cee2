package io.hypertile.zarr.web;

import io.hypertile.http.AnswerRange;
import io.hypertile.http.ETags;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** Answers that are small enough to be held, or parts of them. */
final class KeptBytes {
  private KeptBytes() {}

  /** Sends bytes, or the part of them that is asked for, with a tag that is made of them. */
  static void send(
      byte[] bytes, String type, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String etag = ETags.of(ETags.digest(bytes));
    if (AnswerHead.isAnswered(etag, request, response)) {
      return;
    }
    response.setContentType(type);
    Optional<AnswerRange> part =
        AnswerRange.of(request, bytes.length).filter(range -> AnswerRange.isFresh(request, etag));
    int start = 0;
    int stop = bytes.length;
    if (part.isPresent()) {
      AnswerHead.requireSatisfiable(part.get(), bytes.length);
      AnswerHead.announce(part.get(), bytes.length, response);
      start = (int) part.get().start();
      stop = (int) part.get().stop();
    }
    response.setContentLength(stop - start);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(bytes, start, stop - start);
    }
  }
}
