package io.hypertile.slice;

import io.hypertile.ndarray.Shape;
import io.hypertile.slice.Selection.AxisSelection;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/**
 * Points of an array: one position on each of some axes for every point, and a selection on the
 * others, the same for all points. The result has the points along its first axis and the other
 * axes behind it, in order. Never empty. Immutable; positions take eight bytes each.
 */
public final class PointSelection {
  private final Selection others;
  private final List<Column> columns;
  private final int count;

  /**
   * Positions on one axis, one for each point.
   *
   * @param axis number of the axis, from 0
   * @param name the name that the axis was given by: its own or that of its scale
   * @param positions a position for each point; not to be changed
   */
  record Column(int axis, String name, long[] positions) {}

  /**
   * Points with a selection on the other axes.
   *
   * @param others what is taken on each axis; of no importance on those of the points
   * @param columns at least one, of different axes, equally long and not empty
   */
  PointSelection(Selection others, List<Column> columns) {
    this.columns =
        columns.stream().sorted((one, other) -> Integer.compare(one.axis, other.axis)).toList();
    this.count = columns.getFirst().positions.length;
    List<AxisSelection> axes = new ArrayList<>(others.axes());
    for (Column column : columns) {
      axes.set(column.axis, new AxisSelection.Index(column.positions[0]));
    }
    this.others = new Selection(others.shape(), List.copyOf(axes));
  }

  /** Number of points, at least 1. */
  public int count() {
    return count;
  }

  /** Number of axes on which points have positions, at least 1. */
  public int columns() {
    return columns.size();
  }

  /** The number of the axis of a column, from 0; columns are in the order of axes. */
  public int axis(int column) {
    return columns.get(column).axis;
  }

  /** The name that the axis of a column was given by. */
  public String name(int column) {
    return columns.get(column).name;
  }

  /** The position of a point on the axis of a column. */
  public long position(int column, int point) {
    return columns.get(column).positions[point];
  }

  /** Whether points have positions on an axis. */
  public boolean isPointed(int axis) {
    return columns.stream().anyMatch(column -> column.axis == axis);
  }

  /** The selection on the other axes, with one position on those of the points. */
  public Selection others() {
    return others;
  }

  /** The selection with all positions on the axes of the points, as a list on each. */
  public Selection lists() {
    List<AxisSelection> axes = new ArrayList<>(others.axes());
    for (Column column : columns) {
      axes.set(column.axis, new AxisSelection.Positions(boxed(column.positions)));
    }
    return new Selection(others.shape(), axes);
  }

  private static List<Long> boxed(long[] positions) {
    return new AbstractList<>() {
      @Override
      public Long get(int index) {
        return positions[index];
      }

      @Override
      public int size() {
        return positions.length;
      }
    };
  }

  /** Shape of the result: the points, then the other axes that are not dropped. */
  public Shape resultShape() {
    Shape rest = others.resultShape();
    long[] lengths = new long[rest.rank() + 1];
    lengths[0] = count;
    for (int axis = 0; axis < rest.rank(); axis++) {
      lengths[axis + 1] = rest.length(axis);
    }
    return Shape.of(lengths);
  }
}
