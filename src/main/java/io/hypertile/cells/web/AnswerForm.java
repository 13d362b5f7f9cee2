package io.hypertile.cells.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.Labels;
import io.hypertile.encode.CellsHeader;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.reading.PlannedPoints;
import io.hypertile.reading.PlannedRead;
import io.hypertile.reading.PlannedReduction;
import io.hypertile.slice.AxisCoordinates;
import io.hypertile.slice.PointSelection;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Header and identity of the answer to each kind of reading. */
final class AnswerForm {
  private static final int BLOCK = 1024;

  private AnswerForm() {}

  /** A text that tells readings of one array apart, equal for equal ones. */
  static String text(PlannedRead planned) {
    return switch (planned) {
      case PlannedAccess access -> SelectionText.of(access.selection());
      case PlannedPoints points ->
          "points " + digest(points.points()) + " of " + SelectionText.of(points.points().others());
      case PlannedReduction reduced ->
          SelectionText.of(reduced.reduction().cells()) + ' ' + reduced.reduction().text();
    };
  }

  private static String digest(PointSelection points) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
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
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Type, shape, coordinates and meaning of the answer's cells.
   *
   * @param coordinates whether it shows coordinates
   */
  static CellsHeader header(PlannedRead planned, boolean coordinates) {
    return cells(planned, coordinates).with(meaning(planned));
  }

  private static CellsHeader.Meaning meaning(PlannedRead planned) {
    ArraySpec spec = planned.array().spec();
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
        case Axis.Plain ignored -> {}
        case Axis.Time ignored -> {}
      }
    }
    Optional<FillValue> nulls =
        Optional.of(spec.fill())
            .filter(fill ->
                spec.dtype() instanceof DType dtype && !fill.equals(FillValue.defaultOf(dtype)));
    Optional<String> units = planned.array().units();
    return switch (planned) {
      case PlannedAccess access -> new CellsHeader.Meaning(nulls, measures, units);
      case PlannedPoints points -> new CellsHeader.Meaning(nulls, measures, units);
      case PlannedReduction reduced ->
          switch (reduced.reduction().operation()) {
            case MIN, MAX, FIRST, LAST -> new CellsHeader.Meaning(nulls, measures, units);
            case SUM, MEAN, STD, QUANTILE ->
                new CellsHeader.Meaning(Optional.empty(), measures, units);
            case COUNT -> new CellsHeader.Meaning(Optional.empty(), measures, Optional.empty());
          };
    };
  }

  private static CellsHeader cells(PlannedRead planned, boolean coordinates) {
    ArraySpec spec = planned.array().spec();
    return switch (planned) {
      case PlannedAccess access ->
          coordinates
              ? AxisColumns.header(
                  spec, access.selection(), AxisCoordinates.of(spec.axes(), access.selection()))
              : AxisColumns.header(spec, access.selection());
      case PlannedReduction reduced -> ReducedAxes.header(spec, reduced.reduction(), coordinates);
      case PlannedPoints points -> AxisColumns.header(spec, points.points(), coordinates);
    };
  }
}
