package io.hypertile.cells.web;

import io.hypertile.array.Version;
import io.hypertile.slice.Selection;
import io.hypertile.slice.Selection.AxisSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Writes selections as slices by position. */
public final class SelectionText {
  private static final int MOST_LISTED = 1_000;

  private SelectionText() {}

  /** The slice that selects the same cells, equal for equal selections. */
  public static String of(Selection selection) {
    return selection.axes().stream().map(SelectionText::axis).collect(Collectors.joining(","));
  }

  /** A text of bounded length that is equal for equal selections. */
  static String identity(Selection selection) {
    return selection.axes().stream()
        .map(axis ->
            axis instanceof AxisSelection.Positions list && list.count() > MOST_LISTED
                ? digest(list)
                : axis(axis))
        .collect(Collectors.joining(","));
  }

  /** Whether the selector of an axis is no longer for more positions. */
  static boolean isShort(AxisSelection axis) {
    return switch (axis) {
      case AxisSelection.Index ignored -> true;
      case AxisSelection.Range ignored -> true;
      case AxisSelection.Positions ignored -> false;
      case AxisSelection.Wrapped ignored -> false;
    };
  }

  private static String digest(AxisSelection.Positions list) {
    Iterable<String> texts =
        () -> LongStream.range(0, list.count()).mapToObj(n -> list.position(n) + ",").iterator();
    return "digest " + Version.digest(texts).text();
  }

  /** The selector of one axis, such as {@code 5:8} or {@code (1,4)}. */
  static String axis(AxisSelection axis) {
    return switch (axis) {
      case AxisSelection.Index index -> Long.toString(index.at());
      case AxisSelection.Range range -> {
        long stop = range.position(range.count() - 1) + 1;
        String box = range.start() + ":" + stop;
        yield range.step() == 1 || range.count() == 1 ? box : box + ":" + range.step();
      }
      case AxisSelection.Positions list -> list(list);
      case AxisSelection.Wrapped wrapped -> list(wrapped);
    };
  }

  private static String list(AxisSelection axis) {
    return LongStream.range(0, axis.count())
        .mapToObj(n -> Long.toString(axis.position(n)))
        .collect(Collectors.joining(",", "(", axis.count() == 1 ? ",)" : ")"));
  }

  /**
   * The slice of the first part of a selection that has at most as many cells, cut along the
   * outermost axis that allows it.
   */
  public static String firstPart(Selection selection, long cells) {
    List<AxisSelection> axes = new ArrayList<>(selection.axes());
    long inner = 1;
    int axis = axes.size() - 1;
    while (axis > 0 && fits(inner, axes.get(axis).count(), cells)) {
      inner *= axes.get(axis).count();
      axis--;
    }
    for (int outer = 0; outer < axis; outer++) {
      axes.set(outer, first(axes.get(outer), 1));
    }
    axes.set(axis, first(axes.get(axis), Math.max(1, cells / inner)));
    return of(new Selection(selection.shape(), axes));
  }

  private static boolean fits(long inner, long count, long cells) {
    return Math.multiplyHigh(inner, count) == 0 && inner * count >= 0 && inner * count <= cells;
  }

  private static AxisSelection first(AxisSelection axis, long count) {
    return axis.count() <= count ? axis : axis.first(count);
  }
}
