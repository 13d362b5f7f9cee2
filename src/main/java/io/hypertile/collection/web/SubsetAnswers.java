package io.hypertile.collection.web;

import io.hypertile.array.ArraySpec;
import io.hypertile.cells.web.AxisColumns;
import io.hypertile.cells.web.CellTraffic;
import io.hypertile.cells.web.SelectionText;
import io.hypertile.cells.web.SubsetPart;
import io.hypertile.collection.ArrayService;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.engine.ArraySpecs;
import io.hypertile.engine.StoredArray;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.Admission;
import io.hypertile.http.ByteRange;
import io.hypertile.http.ContentCodings;
import io.hypertile.http.GzipOutput;
import io.hypertile.http.ReadConditions;
import io.hypertile.http.RequestIds;
import io.hypertile.http.Responses;
import io.hypertile.http.ServletOutput;
import io.hypertile.reading.ByteSpan;
import io.hypertile.reading.CellStream;
import io.hypertile.reading.HeldAccess;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.slice.AxisCoordinates;
import io.hypertile.slice.Selection;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends cells: everything that can be refused is refused before the first byte. */
final class SubsetAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(SubsetAnswers.class);
  private static final int SPOOLED = 64 << 10;

  private final ArrayService arrays;
  private final WebLimits limits;
  private final ContentCodings codings;
  private final CellTraffic traffic;

  /** What is to be sent, and how long it took to find that out. */
  record Asked(
      HeldAccess access,
      ArrayFormat format,
      EncodeOptions options,
      long parseNanos,
      long planNanos) {
    PlannedAccess planned() {
      return access.planned();
    }
  }

  SubsetAnswers(
      ArrayService arrays, WebLimits limits, ContentCodings codings, CellTraffic traffic) {
    this.arrays = arrays;
    this.limits = limits;
    this.codings = codings;
    this.traffic = traffic;
  }

  /**
   * Sends the cells or the part of them that is asked for, or only the head of the answer: to a
   * HEAD request, and to a client that has the answer already, for which no cells are opened.
   *
   * @throws ServiceException {@code result-too-large} or what opening throws, before anything is
   *     sent
   * @throws IOException if the client goes, or to cut off an answer that cannot be finished
   */
  void send(Asked asked, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    requireServable(asked, request);
    boolean gzip = codings.isGzip(request, isText(asked.format), asked.planned().cost().bytes());
    SubsetHead head = SubsetHead.of(asked, gzip);
    StoredArray found = asked.planned().array();
    if (ReadConditions.isAnswered(request, response, head.etag(found), SubsetHead.VARY)) {
      return;
    }
    CellEncoder encoder = asked.format.encoder(header(asked), asked.options);
    Optional<SubsetPart> part = gzip ? Optional.empty() : SubsetPart.of(request, encoder);
    if (request.getMethod().equals("HEAD")) {
      head.prepare(found, encoder, response);
      return;
    }
    if (part.isPresent() && ByteRange.isFresh(request, head.etag(found))) {
      sendPart(head, part.get(), request, response);
    } else {
      sendWhole(head, encoder, request, response);
    }
  }

  private void sendPart(
      SubsetHead head, SubsetPart part, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (part.span().isEmpty()) {
      head.prepare(head.asked().planned().array(), part.encoder(), response);
      part.announce(response);
      response.getOutputStream().write(part.prefix());
      return;
    }
    PlannedAccess planned = head.asked().planned();
    ByteSpan span = part.span().get();
    long bytes = span.stop() - span.start();
    try (Admission.Permit permit = enter(head.asked(), bytes);
        CellStream cells = arrays.open(head.asked().access, span)) {
      // The part of an answer that the client does not hold a piece of is of no use to it.
      if (ByteRange.isFresh(request, head.etag(cells.array()))) {
        head.prepare(cells.array(), part.encoder(), response);
        part.announce(response);
        send(head, part.encoder(), cells, request, response);
        traffic.meters().read(bytes, cellSize(planned));
        return;
      }
    }
    CellEncoder encoder = head.asked().format.encoder(header(head.asked()), head.asked().options);
    sendWhole(head, encoder, request, response);
  }

  private void sendWhole(
      SubsetHead head,
      CellEncoder encoder,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    PlannedAccess planned = head.asked().planned();
    long bytes = planned.cost().bytes();
    try (Admission.Permit permit = enter(head.asked(), bytes);
        CellStream cells = arrays.open(head.asked().access, ByteSpan.whole(planned.cost()))) {
      head.prepare(cells.array(), encoder, response);
      send(head, encoder, cells, request, response);
      traffic.meters().read(bytes, cellSize(planned));
    }
  }

  /** Who has to wait holds nothing meanwhile. */
  private Admission.Permit enter(Asked asked, long bytes) {
    if (!traffic.admission().isOpen(bytes)) {
      asked.access.close();
    }
    return traffic.admission().enter(bytes);
  }

  private static int cellSize(PlannedAccess planned) {
    return planned.collection().arrays().dtype().size();
  }

  private void send(
      SubsetHead head,
      CellEncoder encoder,
      CellStream cells,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    response.setHeader("Server-Timing", head.timing(cells.timings()));
    OutputStream out = new ServletOutput(response);
    try {
      if (head.gzip()) {
        try (GzipOutput compressed = new GzipOutput(out)) {
          write(encoder, cells, compressed);
          compressed.finish();
        }
      } else if (isEndedByClosing(encoder, request)) {
        sendWaiting(encoder, cells, response, out);
      } else {
        write(encoder, cells, out);
      }
    } catch (RuntimeException | Error e) {
      if (!response.isCommitted()) {
        throw e;
      }
      LOG.error("Request {}: the answer is cut off", RequestIds.of(request), e);
      throw Responses.cutOff(e);
    }
  }

  /**
   * Whether the client takes the end of the connection for the end of the answer: it could not tell
   * an answer that was cut off from a whole one.
   */
  private static boolean isEndedByClosing(CellEncoder encoder, HttpServletRequest request) {
    return encoder.contentLength().isEmpty() && request.getProtocol().equals("HTTP/1.0");
  }

  /** Sends an answer when all of it is there. */
  private void sendWaiting(
      CellEncoder encoder, CellStream cells, HttpServletResponse response, OutputStream out)
      throws IOException {
    try (FileChannel waiting = traffic.spool().open()) {
      OutputStream spooled = new BufferedOutputStream(Channels.newOutputStream(waiting), SPOOLED);
      write(encoder, cells, spooled);
      spooled.flush();
      response.setContentLengthLong(waiting.size());
      Channels.newInputStream(waiting.position(0)).transferTo(out);
    }
  }

  private static void write(CellEncoder encoder, CellStream cells, OutputStream out)
      throws IOException {
    encoder.begin(out);
    cells.forEachSlab(slab -> encoder.cells(slab, out));
    encoder.end(out);
  }

  private void requireServable(Asked asked, HttpServletRequest request) {
    boolean text = isText(asked.format);
    long limit = text ? Math.min(limits.text(), limits.result()) : limits.result();
    long requested = asked.planned().cost().bytes();
    if (requested <= limit) {
      return;
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("limit", limit);
    members.put("requested", requested);
    int cellSize = asked.planned().collection().arrays().dtype().size();
    members.put("slice", SelectionText.firstPart(asked.planned().selection(), limit / cellSize));
    String detail =
        "The cells asked for exceed the limit; ask for less, such as the slice in the member `slice`";
    if (text && requested <= limits.result()) {
      members.put("npy", npyLink(request, asked.planned().selection()));
      detail += ", or take them as NPY";
    }
    throw new ServiceException(ErrorCode.RESULT_TOO_LARGE, detail + ".", members, null);
  }

  private static String npyLink(HttpServletRequest request, Selection selection) {
    String address = request.getRequestURI();
    // An address that names a format takes no other.
    int end = address.lastIndexOf("/subset") + "/subset".length();
    return address.substring(0, end)
        + "?slice="
        + ApiPaths.encoded(SelectionText.of(selection))
        + "&format=npy";
  }

  private static boolean isText(ArrayFormat format) {
    String type = format.mediaTypes().getFirst();
    return type.startsWith("text/") || type.endsWith("json");
  }

  private static CellsHeader header(Asked asked) {
    PlannedAccess planned = asked.planned();
    ArraySpec spec = ArraySpecs.of(planned.collection().arrays(), planned.array().header());
    Selection selection = asked.planned().selection();
    boolean coordinates = asked.options.coordinates() || asked.format.name().equals("csv");
    return coordinates
        ? AxisColumns.header(spec, selection, AxisCoordinates.of(spec.axes(), selection))
        : AxisColumns.header(spec, selection);
  }
}
