package io.hypertile.zarr.web;

import io.hypertile.cells.web.CellLimits;
import io.hypertile.cells.web.CellSender;
import io.hypertile.cells.web.OpenedObject;
import io.hypertile.error.TooLarge;
import io.hypertile.http.AnswerRange;
import io.hypertile.http.ETags;
import io.hypertile.reading.ByteSpan;
import io.hypertile.reading.PlannedObject;
import io.hypertile.zarr.view.Node;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Answers requests for chunks and shards of arrays that are stored as Zarr: the bytes of their
 * objects, undecoded, a few megabytes of which are in memory at a time. Thread-safe.
 */
@Component
final class ObjectAnswers {
  private final CellSender sender;
  private final CellLimits limits;

  ObjectAnswers(CellSender sender, CellLimits limits) {
    this.sender = sender;
    this.limits = limits;
  }

  /**
   * Sends the object of a chunk or a part of it.
   *
   * @param position its place, within the grid of the document
   * @throws io.hypertile.error.ServiceException {@code not-found} if there is no object, or what
   *     opening throws
   */
  void send(
      Node.Stored node, long[] position, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    PlannedObject planned =
        new PlannedObject(
            node.array(), node.document().grid().region(position), position, weight(node, request));
    try (OpenedObject object = sender.open(planned).orElseThrow(ChunkAnswers::absent)) {
      String etag =
          ETags.of(
              object.version().text(), ETags.digest("object " + object.objectVersion()), false);
      if (AnswerHead.isAnswered(etag, request, response)) {
        return;
      }
      response.setContentType(ChunkAnswers.TYPE);
      Optional<AnswerRange> part =
          AnswerRange.of(request, object.size())
              .filter(range -> AnswerRange.isFresh(request, etag));
      part.ifPresent(range -> AnswerHead.requireSatisfiable(range, object.size()));
      AnswerRange bytes = part.orElse(new AnswerRange(0, object.size()));
      TooLarge.requireResult(
          bytes.size(),
          limits.result(),
          "The stored chunk exceeds the limit of an answer; ask for ranges of its bytes.");
      part.ifPresent(range -> AnswerHead.announce(range, object.size(), response));
      response.setContentLengthLong(bytes.size());
      if (!request.getMethod().equals("HEAD") && bytes.size() > 0) {
        object.send(new ByteSpan(bytes.start(), bytes.stop()), request, response);
      }
    }
  }

  /** Bytes that are likely sent, as far as can be told before the object is looked for. */
  private static long weight(Node.Stored node, HttpServletRequest request) {
    long plain = node.document().grid().chunkShape().bytes(node.array().spec().dtype());
    return request.getMethod().equals("HEAD")
        ? 0
        : AnswerRange.of(request, plain).map(AnswerRange::size).orElse(plain);
  }
}
