package io.hypertile.cells.web;

import io.hypertile.array.Version;
import io.hypertile.encode.CellEncoder;
import io.hypertile.http.Admission;
import io.hypertile.http.ClientPresence;
import io.hypertile.http.Responses;
import io.hypertile.http.ServletOutput;
import io.hypertile.reading.AnswerCells;
import io.hypertile.reading.ByteSpan;
import io.hypertile.reading.CellReads;
import io.hypertile.reading.ChunkBytes;
import io.hypertile.reading.FoundExtent;
import io.hypertile.reading.Interest;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.reading.PlannedChunk;
import io.hypertile.reading.PlannedObject;
import io.hypertile.reading.PlannedRead;
import io.hypertile.reading.ReadTimings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Opens planned readings and sends their cells, whatever the head of the answer says: the one place
 * where answers with cells are let in, counted and cut off. Thread-safe.
 */
@Component
public final class CellSender {
  private final CellReads reads;
  private final CellTraffic traffic;

  CellSender(CellReads reads, CellTraffic traffic) {
    this.reads = reads;
    this.traffic = traffic;
  }

  /**
   * Opens a reading when there is room for it. Its first cells have been read then.
   *
   * @param planned lets go of its state if it has to wait
   * @param span the bytes of the result that are sent, at least one
   * @throws io.hypertile.error.ServiceException {@code overloaded} or what opening throws
   * @throws IOException if the client has gone before the results were made
   */
  public Opened open(PlannedRead planned, ByteSpan span, HttpServletRequest request)
      throws IOException {
    long bytes = span.stop() - span.start();
    long weight = span.equals(ByteSpan.whole(planned.cost())) ? planned.readBytes() : bytes;
    Admission admission = traffic.admission();
    if (!admission.isOpen(weight)) {
      planned.array().letGo();
    }
    Admission.Permit permit = admission.enter(weight);
    try {
      AnswerCells cells = reads.open(planned, span, ClientPresence.of(request)::isLost);
      return new Opened(permit, cells, bytes, planned.dtype().size());
    } catch (Interest.LostException e) {
      permit.close();
      throw Responses.cutOff(e);
    } catch (Throwable e) {
      permit.close();
      throw e;
    }
  }

  /**
   * Opens several readings one after the other, when there is room for all of them. The first cells
   * have been read then.
   *
   * @param cells with at least one reading; each lets go of its state if it has to wait
   * @throws io.hypertile.error.ServiceException {@code overloaded} or what opening the first throws
   */
  OpenedSeveral open(SeveralCells cells, HttpServletRequest request) {
    List<PlannedAccess> planned = cells.reads();
    long weight = 0;
    for (PlannedAccess each : planned) {
      weight += Math.min(each.readBytes(), Long.MAX_VALUE - weight);
    }
    Admission admission = traffic.admission();
    if (!admission.isOpen(weight)) {
      planned.forEach(each -> each.array().letGo());
    }
    Admission.Permit permit = admission.enter(weight);
    try {
      AnswerCells first = reads.open(planned.getFirst());
      return new OpenedSeveral(
          permit, planned, first, new OpenedSeveral.Means(reads, traffic, cells.isSideBySide()));
    } catch (Throwable e) {
      permit.close();
      throw e;
    }
  }

  /**
   * Finds the smallest box with all cells of an array that hold something, when there is room for
   * reading them.
   *
   * @param planned all cells; lets go of its state if it has to wait
   * @throws io.hypertile.error.ServiceException {@code overloaded} or what opening throws
   * @throws IOException if the client has gone before it was found
   */
  FoundExtent extent(PlannedAccess planned, HttpServletRequest request) throws IOException {
    Admission admission = traffic.admission();
    long weight = planned.readBytes();
    if (!admission.isOpen(weight)) {
      planned.array().letGo();
    }
    try (Admission.Permit permit = admission.enter(weight)) {
      FoundExtent found = reads.extent(planned.array(), ClientPresence.of(request)::isLost);
      traffic.meters().read(weight, planned.dtype().size());
      return found;
    } catch (Interest.LostException e) {
      throw Responses.cutOff(e);
    }
  }

  /**
   * Reads an encoded chunk when there is room for it.
   *
   * @param planned lets go of its state if it has to wait
   * @throws io.hypertile.error.ServiceException {@code overloaded} or what opening throws
   */
  public OpenedChunk open(PlannedChunk planned) {
    Admission admission = traffic.admission();
    if (!admission.isOpen(planned.plainBytes())) {
      planned.array().letGo();
    }
    Admission.Permit permit = admission.enter(planned.plainBytes());
    try {
      return new OpenedChunk(permit, reads.open(planned), planned);
    } catch (Throwable e) {
      permit.close();
      throw e;
    }
  }

  /**
   * Finds the object of a chunk when there is room for it.
   *
   * @param planned lets go of its state if it has to wait
   * @return empty if there is no such object
   * @throws io.hypertile.error.ServiceException {@code overloaded} or what opening throws
   */
  public Optional<OpenedObject> open(PlannedObject planned) {
    Admission admission = traffic.admission();
    if (!admission.isOpen(planned.weight())) {
      planned.array().letGo();
    }
    Admission.Permit permit = admission.enter(planned.weight());
    boolean isKept = false;
    try {
      int cellSize = planned.array().spec().dtype().size();
      Optional<OpenedObject> opened =
          reads
              .open(planned)
              .map(bytes -> new OpenedObject(permit, bytes, traffic.meters(), cellSize));
      isKept = opened.isPresent();
      return opened;
    } finally {
      if (!isKept) {
        permit.close();
      }
    }
  }

  /** An encoded chunk about to be sent. Used by one thread; must be closed. */
  public final class OpenedChunk implements AutoCloseable {
    private final Admission.Permit permit;
    private final ChunkBytes chunk;
    private final PlannedChunk planned;

    private OpenedChunk(Admission.Permit permit, ChunkBytes chunk, PlannedChunk planned) {
      this.permit = permit;
      this.chunk = chunk;
      this.planned = planned;
    }

    /** The version that the array had. */
    public Version version() {
      return chunk.version();
    }

    /** Number of its bytes. */
    public long size() {
      return chunk.bytes().byteSize();
    }

    /** Sends some of its bytes; cells are counted as they are decoded. */
    public void send(ByteSpan span, HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      OutputStream out = new ServletOutput(request, response);
      CellEncoder encoder = CellEncoder.verbatim(new byte[0], span.stop() - span.start());
      encoder.begin(out);
      encoder.cells(chunk.part(span), out);
      encoder.end(out);
      traffic.meters().read(planned.plainBytes(), planned.array().spec().dtype().size());
    }

    @Override
    public void close() {
      try (permit) {
        chunk.close();
      }
    }
  }

  /** Cells about to be sent. Used by one thread; must be closed. */
  public final class Opened implements AutoCloseable {
    private final Admission.Permit permit;
    private final AnswerCells cells;
    private final long bytes;
    private final int cellSize;

    private Opened(Admission.Permit permit, AnswerCells cells, long bytes, int cellSize) {
      this.permit = permit;
      this.cells = cells;
      this.bytes = bytes;
      this.cellSize = cellSize;
    }

    /** The version that all cells have. */
    public Version version() {
      return cells.version();
    }

    /** Durations of the steps up to here. */
    public ReadTimings timings() {
      return cells.timings();
    }

    /** Looks at the cells without sending them. */
    void forEach(AnswerCells.SlabConsumer consumer) throws IOException {
      cells.forEachSlab(consumer);
    }

    /**
     * Sends the cells. The head of the answer is in the response.
     *
     * @param encoder writes exactly the bytes that were opened
     * @param gzip whether the answer is compressed
     * @throws IOException if the client goes, or to cut off an answer that cannot be finished
     */
    public void send(
        CellEncoder encoder, boolean gzip, HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      new AnswerWriting(encoder, gzip, traffic.spool()).write(this::write, request, response);
      traffic.meters().read(bytes, cellSize);
    }

    private void write(CellEncoder encoder, OutputStream out) throws IOException {
      encoder.begin(out);
      cells.forEachSlab(slab -> encoder.cells(slab, out));
      encoder.end(out);
    }

    @Override
    public void close() {
      try (permit) {
        cells.close();
      }
    }
  }
}
