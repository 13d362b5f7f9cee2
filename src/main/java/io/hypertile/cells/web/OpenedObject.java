package io.hypertile.cells.web;

import io.hypertile.array.Version;
import io.hypertile.encode.CellEncoder;
import io.hypertile.http.Admission;
import io.hypertile.http.RequestIds;
import io.hypertile.http.Responses;
import io.hypertile.http.ServletOutput;
import io.hypertile.reading.ByteSpan;
import io.hypertile.reading.StoredBytes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The object of a chunk, about to be sent as it is stored. Used by one thread; must be closed. */
public final class OpenedObject implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenedObject.class);

  private final Admission.Permit permit;
  private final StoredBytes stored;
  private final CellMeters meters;
  private final int cellSize;

  OpenedObject(Admission.Permit permit, StoredBytes stored, CellMeters meters, int cellSize) {
    this.permit = permit;
    this.stored = stored;
    this.meters = meters;
    this.cellSize = cellSize;
  }

  /** The version that the array has. */
  public Version version() {
    return stored.version();
  }

  /** The version of the object, a text of any characters. */
  public String objectVersion() {
    return stored.objectVersion();
  }

  /** Number of its bytes. */
  public long size() {
    return stored.size();
  }

  /**
   * Sends some of its bytes, which are counted as if they were cells. The head of the answer is in
   * the response.
   *
   * @throws IOException if the client goes, or to cut off an answer that cannot be finished
   */
  public void send(ByteSpan span, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    OutputStream out = new ServletOutput(response);
    long bytes = span.stop() - span.start();
    CellEncoder encoder = CellEncoder.verbatim(new byte[0], bytes);
    try {
      encoder.begin(out);
      stored.forEach(span, part -> encoder.cells(part, out));
      encoder.end(out);
    } catch (RuntimeException | Error e) {
      if (!response.isCommitted()) {
        throw e;
      }
      LOG.error("Request {}: the answer is cut off", RequestIds.of(request), e);
      throw Responses.cutOff(e);
    }
    meters.read(bytes, cellSize);
  }

  @Override
  public void close() {
    try (permit) {
      stored.close();
    }
  }
}
