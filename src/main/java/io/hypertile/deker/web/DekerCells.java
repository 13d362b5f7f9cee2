package io.hypertile.deker.web;

import io.hypertile.array.Precondition;
import io.hypertile.cells.web.CellLimits;
import io.hypertile.cells.web.CellReceiver;
import io.hypertile.cells.web.CellSender;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.DecodeOptions;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.encode.JsonFormat;
import io.hypertile.encode.RawFormat;
import io.hypertile.encode.WriteTarget;
import io.hypertile.error.TooLarge;
import io.hypertile.http.RequestBodies;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Shape;
import io.hypertile.reading.ByteSpan;
import io.hypertile.reading.PlannedAccess;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Collections;
import java.util.Optional;

/**
 * Cells on their way: out as bare bytes; in as JSON lists or one number, with {@code []} to clear,
 * as the client's plug-in up to 1.0.8 sends them, or as bare bytes, with none to clear, as the one
 * after it does.
 */
final class DekerCells {
  private static final String RAW = "application/octet-stream";

  /** An empty list with some white space is looked for in so many bytes. */
  private static final int PEEK = 64;

  private final CellSender sender;
  private final CellReceiver receiver;
  private final CellLimits limits;

  DekerCells(CellSender sender, CellReceiver receiver, CellLimits limits) {
    this.sender = sender;
    this.receiver = receiver;
    this.limits = limits;
  }

  /** Sends the cells in C order, little endian; everything is refused before the first byte. */
  void send(PlannedAccess planned, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long bytes = planned.cost().bytes();
    TooLarge.requireResult(
        bytes,
        limits.result(),
        "The cells asked for have more bytes than are sent at once; read them in parts.");
    if (request.getMethod().equals("HEAD")) {
      begin(response, bytes);
      return;
    }
    Shape shape = planned.selection().resultShape();
    CellEncoder encoder =
        new RawFormat()
            .encoder(
                CellsHeader.of(planned.dtype(), shape, Collections.nCopies(shape.rank(), "")),
                EncodeOptions.defaults());
    try (CellSender.Opened cells = sender.open(planned, ByteSpan.whole(planned.cost()), request)) {
      begin(response, bytes);
      cells.send(encoder, false, request, response);
    }
  }

  private static void begin(HttpServletResponse response, long bytes) {
    response.setStatus(200);
    response.setContentType(RAW);
    response.setHeader("Cache-Control", "no-store");
    response.setContentLengthLong(bytes);
  }

  /** Writes or clears the cells, all of them or none. */
  void take(PlannedAccess planned, HttpServletRequest request) {
    receiver.take(planned, request, Precondition.NONE, limited -> cells(planned, request, limited));
  }

  private static Optional<CellSource> cells(
      PlannedAccess planned, HttpServletRequest request, InputStream limited) throws IOException {
    WriteTarget target = WriteTarget.of(planned.dtype(), planned.selection().resultShape());
    PushbackInputStream body = new PushbackInputStream(limited, PEEK);
    boolean bytes = RequestBodies.mediaType(request).filter(RAW::equals).isPresent();
    if (bytes ? isEmpty(body) : isEmptyList(body)) {
      return Optional.empty();
    }
    return Optional.of(
        bytes
            ? new RawFormat().decoder(body, target, announced(request))
            : new JsonFormat().decoder(new PythonNumbers(body), target, DecodeOptions.none()));
  }

  private static DecodeOptions announced(HttpServletRequest request) {
    long length = request.getContentLengthLong();
    return length < 0 ? DecodeOptions.none() : DecodeOptions.ofLength(length);
  }

  private static boolean isEmpty(PushbackInputStream body) throws IOException {
    int first = body.read();
    if (first >= 0) {
      body.unread(first);
    }
    return first < 0;
  }

  private static boolean isEmptyList(PushbackInputStream body) throws IOException {
    byte[] first = body.readNBytes(PEEK);
    String text = new String(first, java.nio.charset.StandardCharsets.ISO_8859_1).strip();
    boolean empty =
        first.length < PEEK
            && text.startsWith("[")
            && text.endsWith("]")
            && text.substring(1, text.length() - 1).isBlank();
    if (!empty) {
      body.unread(first);
    }
    return empty;
  }
}
