package io.hypertile.cells.column;

import io.hypertile.array.ArraySpec;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.CoordinateColumn;
import io.hypertile.slice.AxisCoordinates;
import io.hypertile.slice.PointSelection;
import io.hypertile.slice.Selection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;

/** Coordinates of axes as formats take them. */
public final class AxisColumns {
  private static final double NANOS = 1e9;

  private AxisColumns() {}

  /**
   * Describes the cells of an answer.
   *
   * @param spec the array
   * @param coordinates coordinates of all its axes, dropped ones included
   */
  public static CellsHeader header(
      ArraySpec spec, Selection selection, List<AxisCoordinates> coordinates) {
    List<String> names = new ArrayList<>();
    List<CoordinateColumn> columns = new ArrayList<>();
    for (int axis = 0; axis < coordinates.size(); axis++) {
      if (!isDropped(selection, axis)) {
        names.add(spec.axes().get(axis).name());
        columns.add(column(coordinates.get(axis)));
      }
    }
    return new CellsHeader(spec.dtype(), selection.resultShape(), names, columns);
  }

  /** The same for answers that show no coordinates. */
  public static CellsHeader header(ArraySpec spec, Selection selection) {
    List<String> names = new ArrayList<>();
    for (int axis = 0; axis < spec.axes().size(); axis++) {
      if (!isDropped(selection, axis)) {
        names.add(spec.axes().get(axis).name());
      }
    }
    return CellsHeader.of(spec.dtype(), selection.resultShape(), names);
  }

  /**
   * Header of an answer with points: the points along its first axis, with a column of what was
   * taken on each of theirs beside it, and the other axes behind.
   *
   * @param coordinates whether it shows coordinates
   */
  public static CellsHeader header(ArraySpec spec, PointSelection points, boolean coordinates) {
    List<AxisCoordinates> all =
        coordinates ? AxisCoordinates.of(spec.axes(), points.lists()) : List.of();
    List<String> names = new ArrayList<>();
    List<CoordinateColumn> columns = new ArrayList<>();
    List<CellsHeader.Beside> beside = new ArrayList<>();
    for (int axis = 0; axis < spec.axes().size(); axis++) {
      if (!points.isPointed(axis) && !isDropped(points.others(), axis)) {
        names.add(spec.axes().get(axis).name());
        columns.add(coordinates ? column(all.get(axis)) : CoordinateColumn.positions());
      }
    }
    for (int column = 0; coordinates && column < points.columns(); column++) {
      beside.add(new CellsHeader.Beside(points.name(column), column(all.get(points.axis(column)))));
    }
    String name = "points";
    while (isOfAxis(spec, name) || isOf(beside, name)) {
      name += "_";
    }
    names.addFirst(name);
    columns.addFirst(CoordinateColumn.positions());
    return new CellsHeader(spec.dtype(), points.resultShape(), names, columns, beside);
  }

  private static boolean isOfAxis(ArraySpec spec, String name) {
    return spec.axes().stream().anyMatch(axis -> axis.name().equals(name));
  }

  private static boolean isOf(List<CellsHeader.Beside> beside, String name) {
    return beside.stream().anyMatch(column -> column.name().equals(name));
  }

  public static boolean isDropped(Selection selection, int axis) {
    return selection.axes().get(axis) instanceof Selection.AxisSelection.Index;
  }

  /**
   * Coordinates of the axes that a selection drops.
   *
   * @param coordinates coordinates of all axes
   */
  public static List<CellsHeader.Beside> dropped(
      Selection selection, List<AxisCoordinates> coordinates) {
    List<CellsHeader.Beside> dropped = new ArrayList<>();
    for (int axis = 0; axis < coordinates.size(); axis++) {
      if (isDropped(selection, axis)) {
        AxisCoordinates one = coordinates.get(axis);
        dropped.add(new CellsHeader.Beside(one.dimension(), column(one)));
      }
    }
    return dropped;
  }

  /** The coordinates of one axis. */
  public static CoordinateColumn column(AxisCoordinates axis) {
    return switch (axis) {
      case AxisCoordinates.Positions positions -> new Positions(positions);
      case AxisCoordinates.Values values -> new Numbers(values::get);
      case AxisCoordinates.NumberLabels labels -> new Numbers(labels::get);
      case AxisCoordinates.TextLabels labels -> new Texts(labels);
      case AxisCoordinates.Times times -> new Times(times);
      case AxisCoordinates.Listed listed -> new ListedColumn(listed);
    };
  }

  /** Seconds since 1970. */
  static double seconds(Instant time) {
    return time.getEpochSecond() + time.getNano() / NANOS;
  }

  private record Positions(AxisCoordinates.Positions axis) implements CoordinateColumn {
    @Override
    public Kind kind() {
      return Kind.POSITIONS;
    }

    @Override
    public String text(long n) {
      return Long.toString(whole(n));
    }

    @Override
    public long whole(long n) {
      return axis.get(n);
    }

    @Override
    public double number(long n) {
      return whole(n);
    }
  }

  private record Numbers(LongToDoubleFunction values) implements CoordinateColumn {
    @Override
    public Kind kind() {
      return Kind.NUMBERS;
    }

    @Override
    public String text(long n) {
      return Double.toString(number(n));
    }

    @Override
    public double number(long n) {
      return values.applyAsDouble(n);
    }
  }

  private record Texts(AxisCoordinates.TextLabels axis) implements CoordinateColumn {
    @Override
    public Kind kind() {
      return Kind.TEXTS;
    }

    @Override
    public String text(long n) {
      return axis.get(n);
    }
  }

  private record Times(AxisCoordinates.Times axis) implements CoordinateColumn {
    @Override
    public Kind kind() {
      return Kind.TIMES;
    }

    @Override
    public String text(long n) {
      return axis.get(n).toString();
    }

    @Override
    public long whole(long n) {
      return axis.micros(n);
    }

    @Override
    public double number(long n) {
      return seconds(axis.get(n));
    }
  }
}
