package io.hypertile.zarr.web;

import io.hypertile.http.AnswerRange;
import io.hypertile.http.ETags;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/** Answers that are small enough to be held, or parts of them. */
final class KeptBytes {
  private KeptBytes() {}

  /**
   * Sends a document or a page, with a tag that is made of its bytes. It is sent whole even where
   * {@code Range} asks for a part of it, as a server may (RFC 9110 section 14.2): a part would not
   * be a document of its type.
   */
  static void sendWhole(
      byte[] bytes, String type, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (AnswerHead.isAnswered(ETags.of(ETags.digest(bytes)), request, response)) {
      return;
    }
    response.setHeader(HttpHeaders.ACCEPT_RANGES, "none");
    response.setContentType(type);
    response.setContentLength(bytes.length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(bytes);
    }
  }

  /** Sends a chunk, or the part of it that is asked for, with a tag that is made of its bytes. */
  static void sendChunk(byte[] bytes, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String etag = ETags.of(ETags.digest(bytes));
    if (AnswerHead.isAnswered(etag, request, response)) {
      return;
    }
    response.setContentType(ChunkAnswers.TYPE);
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
