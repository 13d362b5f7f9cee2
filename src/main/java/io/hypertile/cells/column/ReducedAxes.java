package io.hypertile.cells.column;

import io.hypertile.array.ArraySpec;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.CoordinateColumn;
import io.hypertile.reduction.Reduction;
import io.hypertile.slice.AxisCoordinates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Axes of answers with reduced cells: a block has the middle of its values or times. */
public final class ReducedAxes {
  private ReducedAxes() {}

  /**
   * Header of an answer.
   *
   * @param coordinates whether it shows coordinates
   */
  public static CellsHeader header(ArraySpec spec, Reduction reduction, boolean coordinates) {
    List<AxisCoordinates> all =
        coordinates ? AxisCoordinates.of(spec.axes(), reduction.cells()) : List.of();
    List<String> names = new ArrayList<>();
    List<CoordinateColumn> columns = new ArrayList<>();
    for (int axis = 0; axis < spec.axes().size(); axis++) {
      Reduction.Along along = reduction.along().get(axis);
      if (!along.isDropped()) {
        names.add(spec.axes().get(axis).name());
        columns.add(
            coordinates ? column(all.get(axis), along.group()) : CoordinateColumn.positions());
      }
    }
    return new CellsHeader(reduction.resultType(), reduction.resultShape(), names, columns);
  }

  private static CoordinateColumn column(AxisCoordinates axis, long group) {
    CoordinateColumn column = AxisColumns.column(axis);
    return group == 1 ? column : new Blocks(axis, column, group);
  }

  /** Coordinates of blocks: the middle of values and times, else the first of the block. */
  private record Blocks(AxisCoordinates axis, CoordinateColumn column, long group)
      implements CoordinateColumn {
    @Override
    public Kind kind() {
      boolean isMiddle = axis instanceof AxisCoordinates.Listed && column.kind() == Kind.POSITIONS;
      return isMiddle ? Kind.NUMBERS : column.kind();
    }

    @Override
    public boolean isBeyondNumbers(long n) {
      return isNumber() && !Double.isFinite(number(n));
    }

    @Override
    public String calendar() {
      return column.calendar();
    }

    @Override
    public Map<String, String> attributes() {
      return column.attributes();
    }

    @Override
    public long perSecond() {
      return column.perSecond();
    }

    @Override
    public String origin() {
      return column.origin();
    }

    private long first(long n) {
      return n * group;
    }

    private long last(long n) {
      return first(n) + group - 1;
    }

    @Override
    public double number(long n) {
      long first = first(n);
      long last = last(n);
      return switch (axis) {
        case AxisCoordinates.Values values -> values.get(first) / 2 + values.get(last) / 2;
        case AxisCoordinates.Times times ->
            AxisColumns.seconds(middle(times.get(first), times.get(last)));
        case AxisCoordinates.Positions positions -> positions.get(first);
        case AxisCoordinates.TextLabels ignored -> n;
        case AxisCoordinates.NumberLabels labels -> labels.get(first);
        case AxisCoordinates.Listed ignored -> ListedColumn.middle(column, first, last);
      };
    }

    @Override
    public String text(long n) {
      return switch (axis) {
        case AxisCoordinates.Values ignored -> Double.toString(number(n));
        case AxisCoordinates.Times times ->
            middle(times.get(first(n)), times.get(last(n))).toString();
        case AxisCoordinates.Positions ignored -> column.text(first(n));
        case AxisCoordinates.TextLabels ignored -> column.text(first(n));
        case AxisCoordinates.NumberLabels ignored -> column.text(first(n));
        case AxisCoordinates.Listed listed ->
            switch (column.kind()) {
              case POSITIONS, NUMBERS -> Double.toString(number(n));
              case TIMES, DATES -> ListedColumn.text(listed, whole(n));
              case TEXTS -> column.text(first(n));
            };
      };
    }

    @Override
    public long whole(long n) {
      long first = column.whole(first(n));
      boolean isTime = column.kind() == Kind.TIMES || column.kind() == Kind.DATES;
      return isTime ? middle(first, column.whole(last(n))) : first;
    }

    /** The middle rounded down; the sum of two would not fit. */
    private static long middle(long first, long last) {
      return (first & last) + ((first ^ last) >> 1);
    }

    private static Instant middle(Instant first, Instant last) {
      return first.plus(Duration.between(first, last).dividedBy(2));
    }
  }
}
