package io.hypertile.cells.web;

import io.hypertile.encode.CellEncoder;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.AnswerRange;
import io.hypertile.reading.ByteSpan;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/**
 * A part of an answer that is cells as they are after a prefix.
 *
 * @param range its bytes
 * @param length bytes of the whole answer
 * @param prefix what it has of the prefix
 * @param span what it has of the cells; empty when it ends before them
 */
public record SubsetPart(AnswerRange range, long length, byte[] prefix, Optional<ByteSpan> span) {
  /**
   * The part that a request asks for; empty when it is to get the whole answer.
   *
   * @param whole writes the whole answer
   * @throws ServiceException {@code range-not-satisfiable} if the answer has none of the bytes
   */
  public static Optional<SubsetPart> of(HttpServletRequest request, CellEncoder whole) {
    Optional<byte[]> head = whole.verbatimPrefix();
    if (head.isEmpty() || whole.contentLength().isEmpty()) {
      return Optional.empty();
    }
    long length = whole.contentLength().getAsLong();
    return AnswerRange.of(request, length).map(range -> part(range, length, head.get()));
  }

  private static SubsetPart part(AnswerRange range, long length, byte[] head) {
    if (range.isUnsatisfiable()) {
      throw new ServiceException(
          ErrorCode.RANGE_NOT_SATISFIABLE,
          "The answer has " + length + " bytes, and none of those that Range asks for.",
          Map.of("length", length),
          null);
    }
    int from = (int) Math.min(head.length, range.start());
    int to = (int) Math.min(head.length, range.stop());
    Optional<ByteSpan> span =
        range.stop() <= head.length
            ? Optional.empty()
            : Optional.of(
                new ByteSpan(Math.max(0, range.start() - head.length), range.stop() - head.length));
    return new SubsetPart(range, length, Arrays.copyOfRange(head, from, to), span);
  }

  /** Writes the part. */
  public CellEncoder encoder() {
    long cells = span.map(bytes -> bytes.stop() - bytes.start()).orElse(0L);
    return CellEncoder.verbatim(prefix, cells);
  }

  /** Says in the head of the answer that this is a part. */
  public void announce(HttpServletResponse response) {
    response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
    response.setHeader(HttpHeaders.CONTENT_RANGE, range.contentRange(length));
    response.setContentLengthLong(range.size());
  }
}
