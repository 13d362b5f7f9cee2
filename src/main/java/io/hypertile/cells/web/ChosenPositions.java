package io.hypertile.cells.web;

import io.hypertile.array.ArraySpec;
import io.hypertile.cells.column.AxisColumns;
import io.hypertile.ndarray.Shape;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.reading.PlannedBoxes;
import io.hypertile.reading.PlannedPoints;
import io.hypertile.reading.PlannedRead;
import io.hypertile.reading.PlannedReduction;
import io.hypertile.slice.AxisCoordinates;
import io.hypertile.slice.Selection;
import io.hypertile.slice.Selection.AxisSelection;
import io.hypertile.text.PercentEncoder;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * The header that says what a selection took on the axes of which it took a single position, such
 * as {@code y=52.0&layer=wind%20speed}: names and coordinates as in a query. These axes are
 * dropped, so that an answer shows nothing else of them.
 */
final class ChosenPositions {
  /** The name of the header. */
  static final String HEADER = "Array-Selected";

  /** Longer ones are left out: clients and proxies refuse heads of answers that are too long. */
  private static final int LONGEST = 2048;

  private ChosenPositions() {}

  /** Gives an answer the header if there is anything to say. */
  static void tell(PlannedRead planned, HttpServletResponse response) {
    ArraySpec spec = planned.array().spec();
    String text =
        switch (planned) {
          case PlannedAccess access -> text(spec, access.selection());
          case PlannedReduction reduction -> text(spec, reduction.reduction().cells());
          case PlannedPoints points -> text(spec, withoutPoints(points));
          case PlannedBoxes ignored -> "";
        };
    if (!text.isEmpty() && text.length() <= LONGEST) {
      response.setHeader(HEADER, text);
    }
  }

  private static Selection withoutPoints(PlannedPoints points) {
    Selection others = points.points().others();
    List<AxisSelection> axes = new ArrayList<>(others.axes());
    for (int column = 0; column < points.points().columns(); column++) {
      int axis = points.points().axis(column);
      axes.set(axis, new AxisSelection.Range(0, others.shape().length(axis), 1));
    }
    return new Selection(others.shape(), axes);
  }

  private static String text(ArraySpec spec, Selection selection) {
    StringBuilder text = new StringBuilder();
    for (int axis = 0; axis < spec.axes().size(); axis++) {
      if (selection.axes().get(axis) instanceof AxisSelection.Index index) {
        Selection one = new Selection(Shape.of(spec.axes().get(axis).size()), List.of(index));
        AxisCoordinates chosen = AxisCoordinates.of(List.of(spec.axes().get(axis)), one).getFirst();
        text.append(text.isEmpty() ? "" : "&").append(PercentEncoder.encode(chosen.dimension()));
        text.append('=').append(PercentEncoder.encode(AxisColumns.column(chosen).text(0)));
      }
    }
    return text.toString();
  }
}
