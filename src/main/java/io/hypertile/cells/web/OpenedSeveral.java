package io.hypertile.cells.web;

import io.hypertile.encode.CellEncoder;
import io.hypertile.http.Admission;
import io.hypertile.reading.AnswerCells;
import io.hypertile.reading.CellReads;
import io.hypertile.reading.CellStream;
import io.hypertile.reading.PlannedAccess;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Cells of several readings about to be sent. Used by one thread; must be closed. */
final class OpenedSeveral implements AutoCloseable {
  /** Readings that are opened while cells of one before them are sent. */
  private static final int AHEAD = 2;

  /** Most bytes still to be sent before a reading when it is opened, which takes memory. */
  private static final long MOST_AHEAD = 16L << 20;

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

  /**
   * Parts of the server that open readings and count cells.
   *
   * @param isSideBySide whether several may be read at a time
   */
  record Means(CellReads reads, CellTraffic traffic, boolean isSideBySide) {}

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
    Deque<CellStream.Ahead> ahead = new ArrayDeque<>();
    try {
      readAhead(0, 0, ahead);
      encoder.begin(out);
      send(0, first, encoder, out, ahead);
      first.close();
      for (int n = 1; n < planned.size(); n++) {
        PlannedAccess next = planned.get(n);
        Optional<AnswerCells> opened = ahead.isEmpty() ? Optional.empty() : ahead.remove().take();
        try (AnswerCells cells = opened.orElseGet(() -> means.reads.open(next))) {
          readAhead(n, 0, ahead);
          send(n, cells, encoder, out, ahead);
        }
      }
      encoder.end(out);
    } finally {
      ahead.forEach(CellStream.Ahead::close);
    }
  }

  /** Sends the cells of one reading, while those behind it are opened. */
  private void send(
      int number,
      AnswerCells cells,
      CellEncoder encoder,
      OutputStream out,
      Deque<CellStream.Ahead> ahead)
      throws IOException {
    long[] sent = {0};
    cells.forEachSlab(slab -> {
      sent[0] += slab.cells().byteSize();
      readAhead(number, sent[0], ahead);
      encoder.cells(slab, out);
    });
  }

  /** Begins to open the readings behind one of which so many bytes are on their way. */
  private void readAhead(int before, long sent, Deque<CellStream.Ahead> ahead) {
    int last = means.isSideBySide ? Math.min(before + AHEAD, planned.size() - 1) : 0;
    long between = -sent;
    for (int next = before + 1; next <= last; next++) {
      long bytes = planned.get(next - 1).cost().bytes();
      if (bytes > MOST_AHEAD - between) {
        return;
      }
      between += bytes;
      if (next > before + ahead.size()) {
        ahead.add(means.reads.openAhead(planned.get(next)));
      }
    }
  }

  @Override
  public void close() {
    try (permit) {
      first.close();
    }
  }
}
