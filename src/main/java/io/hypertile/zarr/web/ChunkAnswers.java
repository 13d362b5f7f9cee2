package io.hypertile.zarr.web;

import io.hypertile.array.Version;
import io.hypertile.cells.web.CellLimits;
import io.hypertile.cells.web.CellSender;
import io.hypertile.encode.CellEncoder;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.http.AnswerRange;
import io.hypertile.http.ETags;
import io.hypertile.http.ReadConditions;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.reading.ByteSpan;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.reading.PlannedChunk;
import io.hypertile.slice.Selection;
import io.hypertile.slice.Selection.AxisSelection;
import io.hypertile.zarr.CodecSpec;
import io.hypertile.zarr.view.Node;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Answers requests for chunks of stored cells: those of the array go from native memory to the
 * client, and those beyond its edges are the fill value. Thread-safe.
 */
@Component
final class ChunkAnswers {
  /** The type of chunks. */
  static final String TYPE = "application/octet-stream";

  private static final PlannedChunk.Frames ZSTD = new ZstdFrames();

  private final CellSender sender;
  private final CellLimits limits;

  ChunkAnswers(CellSender sender, CellLimits limits) {
    this.sender = sender;
    this.limits = limits;
  }

  /** A chunk that is asked for. */
  private record Asked(Node.Cells node, Region box, Shape chunk) {
    long bytes() {
      return chunk.bytes(node.array().spec().dtype());
    }

    boolean isWhole() {
      return box.shape().equals(chunk);
    }

    /** The form of a chunk that is sent encoded. */
    PlannedChunk.Frames frames() {
      CodecSpec codec = node.form().compressor().orElseThrow();
      return codec.name().equals(BloscFrames.NAME) ? BloscFrames.of(codec) : ZSTD;
    }

    /** The tag that the chunk has while the array is of a version. */
    String etag(Version version) {
      return ETags.of(
          version.text(),
          ETags.digest(chunk + node.form().compressor().map(CodecSpec::name).orElse("")),
          false);
    }
  }

  /**
   * Sends a chunk or a part of it.
   *
   * @param position its place, within the grid
   * @throws ServiceException {@code not-found} if no cell of it was ever written, or what opening
   *     throws
   */
  void send(
      Node.Cells node, long[] position, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Asked asked =
        new Asked(node, node.form().grid().region(position), node.form().grid().chunkShape());
    requireServable(asked);
    if (!node.array().mayHoldCells(asked.box)) {
      throw absent();
    }
    String etag = asked.etag(node.array().version());
    if (AnswerHead.isAnswered(etag, request, response)) {
      return;
    }
    response.setContentType(TYPE);
    if (node.form().compressor().isPresent()) {
      sendEncoded(asked, request, response);
      return;
    }
    Optional<AnswerRange> part =
        AnswerRange.of(request, asked.bytes()).filter(range -> AnswerRange.isFresh(request, etag));
    part.ifPresent(range -> AnswerHead.requireSatisfiable(range, asked.bytes()));
    if (request.getMethod().equals("HEAD")) {
      response.setContentLengthLong(asked.bytes());
      return;
    }
    if (part.isEmpty() || !isSent(asked, part, request, response)) {
      isSent(asked, Optional.empty(), request, response);
    }
  }

  /** The failure of a chunk that holds fill values only. */
  static ServiceException absent() {
    return new ServiceException(
        ErrorCode.NOT_FOUND, "No cell of this chunk was written; all are the fill value.");
  }

  /** Sends an encoded chunk, whose length is known once it is opened. */
  private void sendEncoded(Asked asked, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    PlannedChunk planned =
        new PlannedChunk(asked.node.array(), asked.box, asked.chunk, asked.frames());
    try (CellSender.OpenedChunk chunk = sender.open(planned)) {
      String etag = asked.etag(chunk.version());
      // What was so of the state that was found need not be so of a later one.
      ReadConditions.isKnown(request, etag);
      response.setHeader(HttpHeaders.ETAG, etag);
      Optional<AnswerRange> part =
          AnswerRange.of(request, chunk.size()).filter(range -> AnswerRange.isFresh(request, etag));
      part.ifPresent(range -> AnswerHead.requireSatisfiable(range, chunk.size()));
      part.ifPresent(range -> AnswerHead.announce(range, chunk.size(), response));
      AnswerRange bytes = part.orElse(new AnswerRange(0, chunk.size()));
      response.setContentLengthLong(bytes.size());
      if (!request.getMethod().equals("HEAD")) {
        chunk.send(new ByteSpan(bytes.start(), bytes.stop()), request, response);
      }
    }
  }

  private void requireServable(Asked asked) {
    TooLarge.requireResult(
        asked.bytes(),
        limits.result(),
        "The chunk exceeds the limit of an answer; read the array in parts at its subset.");
  }

  /**
   * Sends a chunk or a part of it.
   *
   * @return whether that was done: a part is not sent if the array is in another state by now than
   *     the one that the client holds a piece of
   */
  private boolean isSent(
      Asked asked,
      Optional<AnswerRange> part,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    AnswerRange bytes = part.orElse(new AnswerRange(0, asked.bytes()));
    PlannedAccess planned = PlannedAccess.of(asked.node.array(), selection(asked));
    ByteSpan span =
        asked.isWhole()
            ? new ByteSpan(bytes.start(), bytes.stop())
            : ByteSpan.whole(planned.cost());
    try (CellSender.Opened cells = sender.open(planned, span, request)) {
      String etag = asked.etag(cells.version());
      if (part.isPresent() && !AnswerRange.isFresh(request, etag)) {
        return false;
      }
      // What was so of the state that was found need not be so of a later one.
      ReadConditions.isKnown(request, etag);
      response.setHeader(HttpHeaders.ETAG, etag);
      part.ifPresent(range -> AnswerHead.announce(range, asked.bytes(), response));
      response.setContentLengthLong(bytes.size());
      cells.send(encoder(asked, bytes), false, request, response);
      return true;
    }
  }

  private static Selection selection(Asked asked) {
    List<AxisSelection> axes = new ArrayList<>();
    for (int axis = 0; axis < asked.box.rank(); axis++) {
      axes.add(new AxisSelection.Range(asked.box.start(axis), asked.box.stop(axis), 1));
    }
    return new Selection(asked.node.array().spec().shape(), List.copyOf(axes));
  }

  private static CellEncoder encoder(Asked asked, AnswerRange part) {
    return asked.isWhole()
        ? CellEncoder.verbatim(new byte[0], part.size())
        : new PaddedEncoder(
            asked.box.shape(),
            asked.chunk,
            asked.node.array().spec().fill(),
            new PaddedEncoder.Window(part.start(), part.stop()));
  }
}
