package io.hypertile.cells.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.cells.column.AxisColumns;
import io.hypertile.encode.CoordinateColumn;
import io.hypertile.http.ETags;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.ReadConditions;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.ndarray.Region;
import io.hypertile.reading.FoundExtent;
import io.hypertile.slice.AxisCoordinates;
import io.hypertile.slice.Selection;
import io.hypertile.slice.Selection.AxisSelection;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Requests for the extent of an array: the first and last positions with cells, axis by axis.
 * Whichever model has the array. Thread-safe.
 */
@Component
public final class ExtentRequests {
  private static final String VIEW = "extent";

  private final ExtentReads extents;

  ExtentRequests(ExtentReads extents) {
    this.extents = extents;
  }

  /**
   * Answers with the extent.
   *
   * @throws IOException if the client goes
   */
  public void show(ArrayFinder arrays, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    QueryParameters.of(request, arrays.parameters());
    try (CellArray array = arrays.find(request).array()) {
      if (ReadConditions.isAnswered(
          request, response, tag(array.version().text(), array.spec()), HttpHeaders.ACCEPT)) {
        return;
      }
      response.setContentType(APPLICATION_JSON_VALUE);
      if (request.getMethod().equals("HEAD")) {
        return;
      }
      ArraySpec spec = array.spec();
      FoundExtent found = extents.find(array, request);
      response.setHeader(HttpHeaders.ETAG, tag(found.version().text(), spec));
      byte[] document = JsonAnswers.bytes(document(spec, found.box()));
      response.setContentLength(document.length);
      response.getOutputStream().write(document);
    }
  }

  private static String tag(String version, ArraySpec spec) {
    return ETags.of(version, ETags.digest(VIEW + AnswerForm.coordinates(spec)), false);
  }

  private static ObjectNode document(ArraySpec spec, Optional<Region> box) {
    ObjectNode document = JsonAnswers.object();
    Optional<Selection> selection = box.map(found -> selection(spec, found));
    document.put("slice", selection.map(SelectionText::of).orElse(null));
    ArrayNode axes = document.putArray("axes");
    for (int axis = 0; axis < spec.axes().size(); axis++) {
      ObjectNode node = axes.addObject().put("name", spec.axes().get(axis).name());
      if (selection.isPresent()) {
        AxisCoordinates positions = AxisCoordinates.of(spec.axes(), selection.get()).get(axis);
        putEnd(node.putObject("first"), positions, box.get().start(axis), 0);
        putEnd(node.putObject("last"), positions, box.get().stop(axis) - 1, positions.count() - 1);
      } else {
        node.putNull("first").putNull("last");
      }
    }
    return document;
  }

  private static Selection selection(ArraySpec spec, Region box) {
    List<AxisSelection> axes = new ArrayList<>();
    for (int axis = 0; axis < box.rank(); axis++) {
      axes.add(new AxisSelection.Range(box.start(axis), box.stop(axis), 1));
    }
    return new Selection(spec.shape(), List.copyOf(axes));
  }

  private static void putEnd(ObjectNode node, AxisCoordinates axis, long position, long n) {
    node.put("position", position);
    if (axis instanceof AxisCoordinates.Positions) {
      return;
    }
    CoordinateColumn column = AxisColumns.column(axis);
    if (column.isNumber() && column.isBeyondNumbers(n)) {
      node.putNull("coordinate");
    } else if (column.isNumber()) {
      node.put("coordinate", column.number(n));
    } else {
      node.put("coordinate", column.text(n));
    }
  }
}
