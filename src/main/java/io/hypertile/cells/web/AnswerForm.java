package io.hypertile.cells.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.Labels;
import io.hypertile.cells.column.AxisColumns;
import io.hypertile.cells.column.ListedColumn;
import io.hypertile.cells.column.ReducedAxes;
import io.hypertile.coordinate.CoordinateKind;
import io.hypertile.digest.Sha256;
import io.hypertile.encode.CellsHeader;
import io.hypertile.ndarray.FillValue;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.reading.PlannedBoxes;
import io.hypertile.reading.PlannedPoints;
import io.hypertile.reading.PlannedRead;
import io.hypertile.reading.PlannedReduction;
import io.hypertile.slice.AxisCoordinates;
import io.hypertile.slice.PointSelection;
import io.hypertile.slice.Selection;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Header and identity of the answer to each kind of reading. */
final class AnswerForm {
  private static final int BLOCK = 1024;

  private AnswerForm() {}

  /** A text that tells readings of one array apart, equal for equal ones. */
  static String text(PlannedRead planned) {
    return cells(planned) + coordinates(planned.array().spec());
  }

  /** Versions of coordinates that other arrays give: answers show them, and they may change. */
  static String coordinates(ArraySpec spec) {
    StringBuilder text = new StringBuilder();
    for (Axis axis : spec.axes()) {
      if (axis instanceof Axis.Listed listed) {
        text.append(" of ").append(listed.coordinates().version());
      }
    }
    return text.toString();
  }

  private static String cells(PlannedRead planned) {
    return switch (planned) {
      case PlannedAccess access -> SelectionText.of(access.selection());
      case PlannedBoxes boxes -> "boxes " + digest(boxes);
      case PlannedPoints points ->
          "points " + digest(points.points()) + " of " + SelectionText.of(points.points().others());
      case PlannedReduction reduced ->
          SelectionText.of(reduced.reduction().cells()) + ' ' + reduced.reduction().text();
    };
  }

  private static String digest(PlannedBoxes boxes) {
    MessageDigest digest = Sha256.begin();
    for (PlannedBoxes.Box box : boxes.boxes()) {
      // No name has a NUL, and no slice either.
      digest.update((box.name() + '\0' + SelectionText.of(box.selection()) + '\0').getBytes(UTF_8));
    }
    return Sha256.hex(digest);
  }

  private static String digest(PointSelection points) {
    MessageDigest digest = Sha256.begin();
    ByteBuffer block = ByteBuffer.allocate(BLOCK * Long.BYTES);
    for (int column = 0; column < points.columns(); column++) {
      digest.update((points.axis(column) + points.name(column) + ' ').getBytes(UTF_8));
      for (int start = 0; start < points.count(); start += BLOCK) {
        int count = Math.min(BLOCK, points.count() - start);
        LongBuffer positions = block.clear().asLongBuffer();
        for (int n = 0; n < count; n++) {
          positions.put(points.position(column, start + n));
        }
        digest.update(block.limit(count * Long.BYTES));
      }
    }
    return Sha256.hex(digest);
  }

  /**
   * Type, shape, coordinates and meaning of the answer's cells.
   *
   * @param coordinates whether it shows coordinates
   * @param title what it tells of the array beside them
   */
  static CellsHeader header(PlannedRead planned, boolean coordinates, ArrayTitle title) {
    return cells(planned, coordinates, title).with(meaning(planned));
  }

  private static CellsHeader.Meaning meaning(PlannedRead planned) {
    Map<String, String> measures = measures(planned.array().spec());
    Optional<FillValue> nulls = planned.array().nulls();
    Optional<String> units = planned.array().units();
    return switch (planned) {
      case PlannedAccess access -> new CellsHeader.Meaning(nulls, measures, units);
      case PlannedPoints points -> new CellsHeader.Meaning(nulls, measures, units);
      case PlannedBoxes boxes -> new CellsHeader.Meaning(nulls, measures, units);
      case PlannedReduction reduced ->
          switch (reduced.reduction().operation()) {
            case MIN, MAX, FIRST, LAST -> new CellsHeader.Meaning(nulls, measures, units);
            case SUM, MEAN, STD, QUANTILE ->
                new CellsHeader.Meaning(Optional.empty(), measures, units);
            case COUNT -> new CellsHeader.Meaning(Optional.empty(), measures, Optional.empty());
          };
    };
  }

  /** Measures of the axes whose coordinates are values. */
  private static Map<String, String> measures(ArraySpec spec) {
    Map<String, String> measures = new HashMap<>();
    for (Axis axis : spec.axes()) {
      switch (axis) {
        case Axis.Scaled scaled -> {
          @Nullable String measure = scaled.scale().name();
          measures.put(axis.name(), measure == null ? axis.name() : measure);
        }
        case Axis.Labelled labelled when labelled.labels() instanceof Labels.Numbers ->
            measures.put(axis.name(), axis.name());
        case Axis.Labelled ignored -> {}
        case Axis.Listed listed -> {
          if (listed.coordinates().about().kind() instanceof CoordinateKind.Numbers) {
            measures.put(axis.name(), ListedColumn.measure(listed.coordinates().about()));
          }
        }
        case Axis.Plain ignored -> {}
        case Axis.Time ignored -> {}
      }
    }
    return measures;
  }

  private static CellsHeader cells(PlannedRead planned, boolean coordinates, ArrayTitle title) {
    ArraySpec spec = planned.array().spec();
    return switch (planned) {
      case PlannedAccess access -> {
        CellsHeader header = header(spec, access.selection(), coordinates);
        yield coordinates ? header.with(about(planned, access.selection(), title)) : header;
      }
      case PlannedReduction reduced -> {
        CellsHeader header = ReducedAxes.header(spec, reduced.reduction(), coordinates);
        yield coordinates
            ? header.with(about(planned, reduced.reduction().cells(), title))
            : header;
      }
      case PlannedPoints points -> {
        CellsHeader header = AxisColumns.header(spec, points.points(), coordinates);
        yield coordinates ? header.with(about(planned, points.points().lists(), title)) : header;
      }
      case PlannedBoxes boxes -> boxes(boxes, coordinates, title).getFirst().header();
    };
  }

  /** The same of each of several boxes. */
  static List<CellsHeader.Named> boxes(
      PlannedBoxes planned, boolean coordinates, ArrayTitle title) {
    List<CellsHeader.Named> boxes = new ArrayList<>();
    for (PlannedBoxes.Box box : planned.boxes()) {
      CellsHeader header =
          header(planned.array().spec(), box.selection(), coordinates).with(meaning(planned));
      boxes.add(
          new CellsHeader.Named(
              box.name(),
              coordinates ? header.with(about(planned, box.selection(), title)) : header));
    }
    return boxes;
  }

  private static CellsHeader header(ArraySpec spec, Selection selection, boolean coordinates) {
    return coordinates
        ? AxisColumns.header(spec, selection, AxisCoordinates.of(spec.axes(), selection))
        : AxisColumns.header(spec, selection);
  }

  /** The same of each of several boxes, which may be of different arrays. */
  static List<CellsHeader.Named> boxes(SeveralCells cells, boolean coordinates) {
    List<CellsHeader.Named> boxes = new ArrayList<>();
    for (SeveralCells.Box box : cells.boxes()) {
      boxes.add(
          box.form()
              .map(form -> new CellsHeader.Named(box.name(), header(form, coordinates)))
              .orElseGet(() -> CellsHeader.Named.absent(box.name())));
    }
    return boxes;
  }

  private static CellsHeader header(SeveralCells.Form form, boolean coordinates) {
    return header(form.spec(), form.selection(), coordinates)
        .with(new CellsHeader.Meaning(form.nulls(), measures(form.spec()), Optional.empty()));
  }

  private static CellsHeader.About about(
      PlannedRead planned, Selection selection, ArrayTitle title) {
    ArraySpec spec = planned.array().spec();
    return new CellsHeader.About(
        title.name(),
        title.attributes().get(),
        AxisColumns.dropped(selection, AxisCoordinates.of(spec.axes(), selection)));
  }
}
