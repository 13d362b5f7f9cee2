package io.hypertile.cells.web;

import io.hypertile.array.Version;
import io.hypertile.encode.CellEncoder;
import io.hypertile.http.Admission;
import io.hypertile.http.ServletOutput;
import io.hypertile.reading.ByteSpan;
import io.hypertile.reading.StoredBytes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The object of a chunk, about to be sent as it is stored. Used by one thread; must be closed. */
public final class OpenedObject implements AutoCloseable {

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
    long bytes = span.stop() - span.start();
    CellEncoder encoder = CellEncoder.verbatim(new byte[0], bytes);
    ServletOutput.send(
        out -> {
          encoder.begin(out);
          stored.forEach(span, part -> encoder.cells(part, out));
          encoder.end(out);
        },
        request,
        response);
    meters.read(bytes, cellSize);
  }

  @Override
  public void close() {
    try (permit) {
      stored.close();
    }
  }
}
