package io.hypertile.deker.web;

import io.hypertile.array.ArraySpec;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.slice.Lookup;
import io.hypertile.slice.Selection;
import io.hypertile.slice.Selection.AxisSelection;
import io.hypertile.slice.SliceExpression;
import io.hypertile.slice.SliceParser;
import io.hypertile.slice.SliceResolver;
import java.util.ArrayList;
import java.util.List;

/**
 * Bounds of a subset as they appear in the protocol's paths: a Python index in brackets. They are
 * read as slices of the interface are, which take texts in back quotes, times and values as well;
 * {@code [()]} is everything.
 *
 * @param expression the bounds, not yet tied to an array
 */
record DekerBounds(SliceExpression expression) {
  private static final String WHOLE = "...";

  /**
   * Reads bounds.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-slice}
   */
  static DekerBounds parse(String text) {
    String stripped = text.strip();
    boolean brackets = stripped.startsWith("[") && stripped.endsWith("]");
    String inner = brackets ? stripped.substring(1, stripped.length() - 1).strip() : stripped;
    boolean whole = inner.isEmpty() || inner.equals("()");
    return new DekerBounds(SliceParser.parse(whole ? WHOLE : inner));
  }

  /** The cells of an array. */
  Selection resolve(ArraySpec spec) {
    return new SliceResolver(spec.axes()).resolve(expression, Lookup.EXACT);
  }

  /**
   * The same cells in positions of the array that a tile belongs to.
   *
   * @param inTile cells of a tile
   * @param tile the tile, in positions of the array
   * @param array shape of the array
   */
  static Selection inArray(Selection inTile, Region tile, Shape array) {
    List<AxisSelection> axes = new ArrayList<>();
    for (int axis = 0; axis < inTile.axes().size(); axis++) {
      axes.add(moved(inTile.axes().get(axis), tile.start(axis)));
    }
    return new Selection(array, List.copyOf(axes));
  }

  private static AxisSelection moved(AxisSelection axis, long by) {
    return switch (axis) {
      case AxisSelection.Index(long at) -> new AxisSelection.Index(at + by);
      case AxisSelection.Range(long start, long stop, long step) ->
          new AxisSelection.Range(start + by, stop + by, step);
      case AxisSelection.Positions(List<Long> positions) ->
          new AxisSelection.Positions(positions.stream().map(at -> at + by).toList());
      case AxisSelection.Wrapped wrapped ->
          throw new IllegalStateException(wrapped + " of a slice by position");
    };
  }
}
