package io.hypertile.collection.web;

import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CellStream;
import io.hypertile.collection.PlannedAccess;
import io.hypertile.collection.ReadTimings;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.encode.RawFormat;
import io.hypertile.engine.StoredArray;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.ETags;
import io.hypertile.http.RequestIds;
import io.hypertile.http.Responses;
import io.hypertile.schema.CollectionSchema;
import io.hypertile.slice.AxisCoordinates;
import io.hypertile.slice.Selection;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;

/** Sends cells: everything that can be refused is refused before the first byte. */
final class SubsetAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(SubsetAnswers.class);
  private static final double NANOS_PER_MILLI = 1e6;

  private final ArrayService arrays;
  private final WebLimits limits;

  /** What is to be sent, and how long it took to find that out. */
  record Asked(
      PlannedAccess planned,
      ArrayFormat format,
      EncodeOptions options,
      long parseNanos,
      long planNanos) {}

  SubsetAnswers(ArrayService arrays, WebLimits limits) {
    this.arrays = arrays;
    this.limits = limits;
  }

  /**
   * Sends the cells, or only the head of the answer to a HEAD request.
   *
   * @throws ServiceException {@code result-too-large} or what opening throws, before anything is
   *     sent
   * @throws IOException if the client goes, or to cut off an answer that cannot be finished
   */
  void send(Asked asked, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    requireServable(asked, request);
    CellEncoder encoder = asked.format.encoder(header(asked), asked.options);
    if (request.getMethod().equals("HEAD")) {
      prepare(asked, asked.planned.array(), encoder, response);
      return;
    }
    try (CellStream cells = arrays.open(asked.planned)) {
      prepare(asked, cells.array(), encoder, response);
      response.setHeader("Server-Timing", timing(asked, cells.timings()));
      OutputStream out = Responses.unwrapped(response).getOutputStream();
      try {
        encoder.begin(out);
        cells.forEachSlab(slab -> encoder.cells(slab, out));
        encoder.end(out);
      } catch (RuntimeException e) {
        if (!response.isCommitted()) {
          throw e;
        }
        LOG.error("Request {}: the answer is cut off", RequestIds.of(request), e);
        throw Responses.cutOff(e);
      }
    }
  }

  private void requireServable(Asked asked, HttpServletRequest request) {
    boolean text = isText(asked.format);
    long limit = text ? Math.min(limits.text(), limits.result()) : limits.result();
    long requested = asked.planned.cost().bytes();
    if (requested <= limit) {
      return;
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("limit", limit);
    members.put("requested", requested);
    int cellSize = asked.planned.collection().schema().dtype().size();
    members.put("slice", SelectionText.firstPart(asked.planned.selection(), limit / cellSize));
    String detail = "The cells asked for exceed the limit; ask for less, such as the member slice";
    if (text && requested <= limits.result()) {
      members.put("npy", npyLink(request, asked.planned.selection()));
      detail += ", or take them as NPY";
    }
    throw new ServiceException(ErrorCode.RESULT_TOO_LARGE, detail + ".", members, null);
  }

  private static String npyLink(HttpServletRequest request, Selection selection) {
    return request.getRequestURI()
        + "?slice="
        + ApiPaths.encoded(SelectionText.of(selection))
        + "&format=npy";
  }

  private static boolean isText(ArrayFormat format) {
    String type = format.mediaTypes().getFirst();
    return type.startsWith("text/") || type.endsWith("json");
  }

  private static CellsHeader header(Asked asked) {
    CollectionSchema schema = asked.planned.collection().schema();
    Selection selection = asked.planned.selection();
    boolean coordinates = asked.options.coordinates() || asked.format.name().equals("csv");
    return coordinates
        ? AxisColumns.header(
            schema,
            selection,
            AxisCoordinates.of(schema, asked.planned.array().header(), selection))
        : AxisColumns.header(schema, selection);
  }

  private static void prepare(
      Asked asked, StoredArray array, CellEncoder encoder, HttpServletResponse response) {
    String type = asked.format.mediaTypes().getFirst();
    response.setStatus(200);
    response.setContentType(type);
    response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    response.setHeader(HttpHeaders.ETAG, etag(asked, array));
    encoder.contentLength().ifPresent(response::setContentLengthLong);
    if (asked.format.name().equals("npy")) {
      response.setHeader(
          HttpHeaders.CONTENT_DISPOSITION,
          "attachment; filename=\"" + array.header().id().text() + ".npy\"");
    }
    if (asked.format.name().equals("raw")) {
      Selection selection = asked.planned.selection();
      response.setHeader(
          RawFormat.DTYPE_HEADER, asked.planned.collection().schema().dtype().numpyName());
      response.setHeader(RawFormat.SHAPE_HEADER, RawFormat.shapeText(selection.resultShape()));
    }
  }

  private static String etag(Asked asked, StoredArray array) {
    String view =
        SelectionText.of(asked.planned.selection())
            + ' '
            + asked.format.name()
            + ' '
            + asked.options;
    return ETags.of(array.version().text(), view);
  }

  private static String timing(Asked asked, ReadTimings timings) {
    return String.format(
        Locale.ROOT,
        "parse;dur=%.3f, plan;dur=%.3f, open;dur=%.3f, read;dur=%.3f",
        asked.parseNanos / NANOS_PER_MILLI,
        (asked.planNanos + timings.planNanos()) / NANOS_PER_MILLI,
        timings.openNanos() / NANOS_PER_MILLI,
        timings.readNanos() / NANOS_PER_MILLI);
  }
}
