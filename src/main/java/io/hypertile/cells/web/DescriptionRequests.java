package io.hypertile.cells.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
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
import java.util.stream.Stream;
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

  /** Whether axes tell positions, as one selector each, in place of coordinates. */
  private static final String POSITIONS = "positions";

  private static final List<String> NAMES =
      Stream.concat(SelectionQuery.NAMES.stream(), Stream.of(POSITIONS)).toList();

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
    QueryParameters parameters =
        QueryParameters.of(request, arrays.with(NAMES), name -> arrays.advice(request, name));
    SelectionQuery asked = SelectionQuery.of(parameters);
    boolean hasPositions = parameters.isTrue(POSITIONS);
    CellArray array = arrays.locate(request);
    SelectionQuery query = arrays.isExact() ? asked.exact() : asked;
    try (PlannedAccess planned = query.plan(array, extents.written(array, request))) {
      answer(planned, hasPositions, request, response);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void answer(
      PlannedAccess planned,
      boolean hasPositions,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    long coordinates = requireFit(planned.selection(), hasPositions);
    boolean gzip = codings.isGzip(request, true, coordinates * COORDINATE_BYTES);
    ArraySpec spec = planned.array().spec();
    String view =
        SelectionText.identity(planned.selection())
            + (hasPositions ? " positions" : " description" + AnswerForm.coordinates(spec));
    String etag = ETags.of(planned.array().version().text(), ETags.digest(view), gzip);
    if (ReadConditions.isAnswered(request, response, etag, HttpHeaders.ACCEPT_ENCODING)) {
      return;
    }
    DescribedAxes axes =
        hasPositions
            ? new DescribedAxes.ByPosition(spec.axes(), planned.selection())
            : new DescribedAxes.ByCoordinate(
                AxisCoordinates.of(spec.axes(), planned.selection()), planned.selection());
    response.setContentType(APPLICATION_JSON_VALUE);
    if (gzip) {
      response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    if (!request.getMethod().equals("HEAD")) {
      send(planned, axes, response.getOutputStream(), gzip);
    }
  }

  private static void send(
      PlannedAccess planned, DescribedAxes axes, OutputStream out, boolean gzip)
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

  private static void write(PlannedAccess planned, DescribedAxes axes, OutputStream out)
      throws IOException {
    JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out);
    write(planned, axes, json);
    json.flush();
  }

  /** The number of coordinates or of listed positions, which must not be too large. */
  private long requireFit(Selection selection, boolean hasPositions) {
    long coordinates = 0;
    for (Selection.AxisSelection axis : selection.axes()) {
      long told = hasPositions && SelectionText.isShort(axis) ? 1 : axis.count();
      coordinates =
          Math.min(Long.MAX_VALUE / COORDINATE_BYTES / 2, coordinates)
              + Math.min(Long.MAX_VALUE / COORDINATE_BYTES / 2, told);
    }
    long requested = coordinates * COORDINATE_BYTES;
    TooLarge.requireResult(
        requested,
        limits.text(),
        hasPositions
            ? "The description lists positions that are too many; describe a narrower slice."
            : "The description has a coordinate for every position on every axis, which are too"
                + " many; describe a narrower slice, or ask for positions=true.");
    return coordinates;
  }

  private static void write(PlannedAccess planned, DescribedAxes axes, JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("dtype", planned.dtype().numpyName());
    json.writeArrayPropertyStart("shape");
    planned.selection().resultShape().toList().forEach(json::writeNumber);
    json.writeEndArray();
    axes.write(json);
    json.writeEndObject();
  }

  /** Axes of a selection as its description tells them. */
  private sealed interface DescribedAxes {
    /** The cells that are described. */
    Selection selection();

    /** Number of axes of the array. */
    int count();

    /** The name of an axis. */
    String name(int axis);

    /** Writes the members of an axis behind its name. */
    void writeAxis(int axis, JsonGenerator json);

    /** Writes the members {@code dimensions} and {@code axes}. */
    default void write(JsonGenerator json) {
      json.writeArrayPropertyStart("dimensions");
      for (int axis = 0; axis < count(); axis++) {
        if (!AxisColumns.isDropped(selection(), axis)) {
          json.writeString(name(axis));
        }
      }
      json.writeEndArray();
      json.writeArrayPropertyStart("axes");
      for (int axis = 0; axis < count(); axis++) {
        json.writeStartObject();
        json.writeStringProperty("name", name(axis));
        json.writeBooleanProperty("dropped", AxisColumns.isDropped(selection(), axis));
        writeAxis(axis, json);
        json.writeEndObject();
      }
      json.writeEndArray();
    }

    /** Every axis with a selector of its positions, whatever its length. */
    record ByPosition(List<Axis> axes, Selection selection) implements DescribedAxes {
      @Override
      public int count() {
        return axes.size();
      }

      @Override
      public String name(int axis) {
        return axes.get(axis).name();
      }

      @Override
      public void writeAxis(int axis, JsonGenerator json) {
        json.writeStringProperty("selected", SelectionText.axis(selection.axes().get(axis)));
      }
    }

    /** Every axis with the coordinates that it has at the selected positions. */
    record ByCoordinate(List<AxisCoordinates> axes, Selection selection) implements DescribedAxes {
      @Override
      public int count() {
        return axes.size();
      }

      @Override
      public String name(int axis) {
        return axes.get(axis).dimension();
      }

      @Override
      public void writeAxis(int axis, JsonGenerator json) {
        AxisCoordinates told = axes.get(axis);
        json.writeArrayPropertyStart(kind(told));
        CoordinateColumn column = AxisColumns.column(told);
        for (long n = 0; n < told.count(); n++) {
          if (column.isNumber() && column.isBeyondNumbers(n)) {
            json.writeNull();
          } else if (column.isNumber()) {
            json.writeNumber(column.text(n));
          } else {
            json.writeString(column.text(n));
          }
        }
        json.writeEndArray();
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
    }
  }
}
