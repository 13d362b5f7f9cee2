package io.hypertile.cells.web;

import io.hypertile.encode.CellEncoder;
import io.hypertile.http.Admission;
import io.hypertile.reading.AnswerCells;
import io.hypertile.reading.CellReads;
import io.hypertile.reading.PlannedAccess;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Cells of several readings about to be sent. Used by one thread; must be closed. */
final class OpenedSeveral implements AutoCloseable {
  private final Admission.Permit permit;
  private final List<PlannedAccess> planned;
  private final AnswerCells first;
  private final Means means;

  /**
   * Cells of readings of which the first is open.
   *
   * @param means opens the others, and counts cells
   */
  OpenedSeveral(
      Admission.Permit permit, List<PlannedAccess> planned, AnswerCells first, Means means) {
    this.permit = permit;
    this.planned = planned;
    this.first = first;
    this.means = means;
  }

  /** Parts of the server that open readings and count cells. */
  record Means(CellReads reads, CellTraffic traffic) {}

  /**
   * Sends the cells. The head of the answer is in the response.
   *
   * @throws IOException if the client goes, or to cut off an answer that cannot be finished
   */
  void send(
      CellEncoder encoder, boolean gzip, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    new AnswerWriting(encoder, gzip, means.traffic.spool()).write(this::write, request, response);
    planned.forEach(each -> means.traffic.meters().read(each.cost().bytes(), each.dtype().size()));
  }

  private void write(CellEncoder encoder, OutputStream out) throws IOException {
    encoder.begin(out);
    first.forEachSlab(slab -> encoder.cells(slab, out));
    for (PlannedAccess each : planned.subList(1, planned.size())) {
      try (AnswerCells cells = means.reads.open(each)) {
        cells.forEachSlab(slab -> encoder.cells(slab, out));
      }
    }
    encoder.end(out);
  }

  @Override
  public void close() {
    try (permit) {
      first.close();
    }
  }
}
