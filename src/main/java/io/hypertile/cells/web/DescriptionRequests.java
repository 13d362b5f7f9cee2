package io.hypertile.cells.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.cells.column.AxisColumns;
import io.hypertile.coordinate.CoordinateKind;
import io.hypertile.encode.CoordinateColumn;
import io.hypertile.error.TooLarge;
import io.hypertile.http.ContentCodings;
import io.hypertile.http.ETags;
import io.hypertile.http.GzipOutput;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.ReadConditions;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.slice.AxisCoordinates;
import io.hypertile.slice.Selection;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Requests for descriptions of slices: the coordinates of the cells in place of the cells.
 * Whichever model has the array. Thread-safe.
 */
@Component
public final class DescriptionRequests {
  /** About the size of one coordinate in a document. */
  private static final int COORDINATE_BYTES = 32;

  private static final JsonFactory JSON = JsonFactory.builder().build();

  private final CellLimits limits;
  private final ContentCodings codings;
  private final ExtentReads extents;

  DescriptionRequests(CellLimits limits, ContentCodings codings, ExtentReads extents) {
    this.extents = extents;
    this.codings = codings;
    this.limits = limits;
  }

  /**
   * Answers with the description of the cells that a query selects.
   *
   * @throws IOException if the client goes
   */
  public void describe(ArrayFinder arrays, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    SelectionQuery asked =
        SelectionQuery.of(
            QueryParameters.of(
                request, SelectionQuery.NAMES, name -> arrays.advice(request, name)));
    CellArray array = arrays.locate(request);
    SelectionQuery query = arrays.isExact() ? asked.exact() : asked;
    try (PlannedAccess planned = query.plan(array, extents.written(array, request))) {
      answer(planned, request, response);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void answer(
      PlannedAccess planned, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long coordinates = requireFit(planned.selection());
    boolean gzip = codings.isGzip(request, true, coordinates * COORDINATE_BYTES);
    ArraySpec spec = planned.array().spec();
    String view =
        SelectionText.of(planned.selection()) + " description" + AnswerForm.coordinates(spec);
    String etag = ETags.of(planned.array().version().text(), ETags.digest(view), gzip);
    if (ReadConditions.isAnswered(request, response, etag, HttpHeaders.ACCEPT_ENCODING)) {
      return;
    }
    List<AxisCoordinates> axes = AxisCoordinates.of(spec.axes(), planned.selection());
    response.setContentType(APPLICATION_JSON_VALUE);
    if (gzip) {
      response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    if (!request.getMethod().equals("HEAD")) {
      send(planned, axes, response.getOutputStream(), gzip);
    }
  }

  private static void send(
      PlannedAccess planned, List<AxisCoordinates> axes, OutputStream out, boolean gzip)
      throws IOException {
    if (!gzip) {
      write(planned, axes, out);
      return;
    }
    try (GzipOutput compressed = new GzipOutput(out)) {
      write(planned, axes, compressed);
      compressed.finish();
    }
  }

  private static void write(PlannedAccess planned, List<AxisCoordinates> axes, OutputStream out)
      throws IOException {
    JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out);
    write(planned, axes, json);
    json.flush();
  }

  /** The number of coordinates, which must not be too large. */
  private long requireFit(Selection selection) {
    long coordinates = 0;
    for (Selection.AxisSelection axis : selection.axes()) {
      coordinates =
          Math.min(Long.MAX_VALUE / COORDINATE_BYTES / 2, coordinates)
              + Math.min(Long.MAX_VALUE / COORDINATE_BYTES / 2, axis.count());
    }
    long requested = coordinates * COORDINATE_BYTES;
    TooLarge.requireResult(
        requested,
        limits.text(),
        "The description has a coordinate for every position on every axis, which are too many;"
            + " describe a narrower slice.");
    return coordinates;
  }

  private static void write(PlannedAccess planned, List<AxisCoordinates> axes, JsonGenerator json) {
    Selection selection = planned.selection();
    json.writeStartObject();
    json.writeStringProperty("dtype", planned.dtype().numpyName());
    json.writeArrayPropertyStart("shape");
    selection.resultShape().toList().forEach(json::writeNumber);
    json.writeEndArray();
    json.writeArrayPropertyStart("dimensions");
    for (int axis = 0; axis < axes.size(); axis++) {
      if (!AxisColumns.isDropped(selection, axis)) {
        json.writeString(axes.get(axis).dimension());
      }
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("axes");
    for (int axis = 0; axis < axes.size(); axis++) {
      json.writeStartObject();
      json.writeStringProperty("name", axes.get(axis).dimension());
      json.writeBooleanProperty("dropped", AxisColumns.isDropped(selection, axis));
      json.writeArrayPropertyStart(kind(axes.get(axis)));
      writeCoordinates(axes.get(axis), json);
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String kind(AxisCoordinates axis) {
    return switch (axis) {
      case AxisCoordinates.Positions ignored -> "positions";
      case AxisCoordinates.Values ignored -> "values";
      case AxisCoordinates.Times ignored -> "times";
      case AxisCoordinates.TextLabels ignored -> "labels";
      case AxisCoordinates.NumberLabels ignored -> "labels";
      case AxisCoordinates.Listed listed ->
          switch (listed.about().kind()) {
            case CoordinateKind.Numbers ignored -> "values";
            case CoordinateKind.Times ignored -> "times";
            case CoordinateKind.Texts ignored -> "labels";
          };
    };
  }

  private static void writeCoordinates(AxisCoordinates axis, JsonGenerator json) {
    CoordinateColumn column = AxisColumns.column(axis);
    for (long n = 0; n < axis.count(); n++) {
      if (column.isNumber() && column.isBeyondNumbers(n)) {
        json.writeNull();
      } else if (column.isNumber()) {
        json.writeNumber(column.text(n));
      } else {
        json.writeString(column.text(n));
      }
    }
  }
}
