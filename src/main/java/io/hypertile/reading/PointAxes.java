package io.hypertile.reading;

import io.hypertile.ndarray.Shape;
import io.hypertile.slice.PointSelection;
import io.hypertile.slice.Selection.AxisSelection;
import java.util.ArrayList;
import java.util.List;

/**
 * The axes of a result of points: the points, and behind them every axis that they have no position
 * on, those with one position included. Immutable.
 */
final class PointAxes {
  private final PointSelection points;
  private final int[] axes;
  private final List<AxisSelection> selections;

  PointAxes(PointSelection points) {
    this.points = points;
    List<AxisSelection> all = points.others().axes();
    this.axes = new int[all.size() - points.columns()];
    List<AxisSelection> selected = new ArrayList<>();
    selected.add(new AxisSelection.Range(0, points.count(), 1));
    int other = 0;
    for (int axis = 0; axis < all.size(); axis++) {
      if (!points.isPointed(axis)) {
        axes[other++] = axis;
        selected.add(all.get(axis));
      }
    }
    this.selections = List.copyOf(selected);
  }

  PointSelection points() {
    return points;
  }

  /** Lengths of the result's axes. */
  Shape results() {
    return Shape.of(selections.stream().mapToLong(AxisSelection::count).toArray());
  }

  /** Selections along the result's axes, the points first. */
  List<AxisSelection> selections() {
    return selections;
  }

  /** Number of axes behind the points. */
  int others() {
    return axes.length;
  }

  /** The array's axis of one behind the points, from 0. */
  int axis(int other) {
    return axes[other];
  }

  /** Selection on an axis behind the points. */
  AxisSelection other(int other) {
    return selections.get(other + 1);
  }
}
