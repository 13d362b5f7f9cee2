package io.hypertile.cells.web;

import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.Spool;
import io.hypertile.http.GzipOutput;
import io.hypertile.http.ServletOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;

/**
 * Writing of one answer with cells to its client: compressed, at once or when all of it is there,
 * and cut off where it fails.
 *
 * @param encoder writes what comes around the cells
 * @param gzip whether the answer is compressed
 */
record AnswerWriting(CellEncoder encoder, boolean gzip, Spool spool) {
  private static final int SPOOLED = 64 << 10;

  /** Writes all cells of an answer with an encoder. */
  @FunctionalInterface
  interface Writer {
    void write(CellEncoder encoder, OutputStream out) throws IOException;
  }

  /**
   * Writes the answer. Its head is in the response.
   *
   * @throws IOException if the client goes, or to cut off an answer that cannot be finished
   */
  void write(Writer writer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ServletOutput.send(
        out -> {
          if (gzip) {
            try (GzipOutput compressed = new GzipOutput(out)) {
              writer.write(encoder, compressed);
              compressed.finish();
            }
          } else if (isEndedByClosing(encoder, request)) {
            sendWaiting(writer, response, out);
          } else {
            writer.write(encoder, out);
          }
        },
        request,
        response);
  }

  /** Sends an answer when all of it is there. */
  private void sendWaiting(Writer writer, HttpServletResponse response, OutputStream out)
      throws IOException {
    try (FileChannel waiting = spool.open()) {
      OutputStream spooled = new BufferedOutputStream(Channels.newOutputStream(waiting), SPOOLED);
      writer.write(encoder, spooled);
      spooled.flush();
      response.setContentLengthLong(waiting.size());
      Channels.newInputStream(waiting.position(0)).transferTo(out);
    }
  }

  /**
   * Whether the client takes the end of the connection for the end of the answer: it could not tell
   * an answer that was cut off from a whole one.
   */
  private static boolean isEndedByClosing(CellEncoder encoder, HttpServletRequest request) {
    return encoder.contentLength().isEmpty() && request.getProtocol().equals("HTTP/1.0");
  }
}
