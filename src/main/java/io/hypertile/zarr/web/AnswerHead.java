package io.hypertile.zarr.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.AnswerRange;
import io.hypertile.http.ReadConditions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.http.HttpHeaders;

/** The head of answers with documents and chunks, none of which is ever compressed. */
final class AnswerHead {
  private AnswerHead() {}

  /**
   * Gives an answer its tag, or makes it 304 when the client has it.
   *
   * @return whether it is 304, which is all then
   * @throws ServiceException {@code version-mismatch} if the request is for another version
   */
  static boolean isAnswered(String etag, HttpServletRequest request, HttpServletResponse response) {
    boolean known = ReadConditions.isKnown(request, etag);
    response.setStatus(known ? HttpServletResponse.SC_NOT_MODIFIED : HttpServletResponse.SC_OK);
    response.setHeader(HttpHeaders.ETAG, etag);
    response.setHeader(HttpHeaders.CACHE_CONTROL, ReadConditions.CACHE_CONTROL);
    response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
    return known;
  }

  /**
   * Checks that there is something of a part.
   *
   * @param length bytes of the whole
   * @throws ServiceException {@code range-not-satisfiable} if there is none of the bytes
   */
  static void requireSatisfiable(AnswerRange part, long length) {
    if (part.isUnsatisfiable()) {
      throw new ServiceException(
          ErrorCode.RANGE_NOT_SATISFIABLE,
          "The answer has " + length + " bytes, and none of those that Range asks for.",
          Map.of("length", length),
          null);
    }
  }

  /**
   * Says that the answer is a part.
   *
   * @param length bytes of the whole
   */
  static void announce(AnswerRange part, long length, HttpServletResponse response) {
    response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
    response.setHeader(HttpHeaders.CONTENT_RANGE, part.contentRange(length));
  }
}
