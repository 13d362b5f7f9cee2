package io.hypertile.slice;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.CollectionSchema;
import io.hypertile.schema.Dimension;
import io.hypertile.slice.Selection.AxisSelection;
import io.hypertile.slice.SliceExpression.Ellipsis;
import io.hypertile.slice.SliceExpression.Position;
import io.hypertile.slice.SliceExpression.Selector;
import io.hypertile.slice.SliceExpression.Time;
import io.hypertile.text.Quoting;
import io.hypertile.text.TimeForms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Binds slices to the axes of one array (deker-rules.md 138 to 167).
 *
 * <ul>
 *   <li>A whole number is a position, negative from the end, except in {@link Reading#SEL}, where
 *       it is a value on scaled axes and where labels are numbers. A range of positions is clipped
 *       like NumPy's; one position outside is an error.
 *   <li>A number with a point is a value on a scaled axis, met within 1e-9 of the step or the
 *       rounding of numbers of its size; a Unix timestamp on a time axis; a label where labels are
 *       numbers. Times without offset are UTC.
 *   <li>Ranges run in the axis' own direction and exclude their stop. The end of a scaled or time
 *       axis, one step past its last point, may be a stop; the look-up methods count it as a point
 *       there. Deker allows this on time axes only (deker-rules.md 155 and 159).
 *   <li>The look-up method applies to values, times and number labels alone, in lists, and as ends
 *       of ranges. {@code nearest} takes the greater of two equally near, as pandas and xarray do,
 *       and no value farther outside the axis than half a step, unless a tolerance says otherwise.
 *   <li>Missing selectors, and those that an ellipsis stands for, take whole axes.
 * </ul>
 *
 * <p>A range that takes one position has step 1. Whatever is wrong is {@code invalid-slice} with
 * the members {@code dimension}, {@code column} (from 1, in the text of the slice or of the
 * selector) and, for labels and values, {@code nearest}: up to three that exist. Immutable.
 */
public final class SliceResolver {
  private final CollectionSchema schema;
  private final ArrayHeader header;

  /**
   * A resolver for one array.
   *
   * @param schema the schema of its collection
   * @param header the array's attributes, which may hold the start of time axes
   */
  public SliceResolver(CollectionSchema schema, ArrayHeader header) {
    this.schema = schema;
    this.header = header;
  }

  /**
   * The cells that a slice selects; everything for a slice without selectors.
   *
   * @throws ServiceException {@code invalid-slice} if it does not fit the array or selects nothing
   */
  public Selection resolve(SliceExpression slice, Lookup lookup) {
    List<Dimension> dimensions = schema.dimensions();
    List<Selector> selectors = slice.selectors();
    int ellipses = (int) selectors.stream().filter(Ellipsis.class::isInstance).count();
    requireFit(selectors, ellipses);
    int missing = dimensions.size() - (selectors.size() - ellipses);
    List<AxisSelection> axes = new ArrayList<>();
    for (Selector selector : selectors) {
      if (selector instanceof Ellipsis) {
        for (int axis = 0; axis < missing; axis++) {
          axes.add(whole(dimensions.get(axes.size())));
        }
      } else {
        axes.add(resolve(dimensions.get(axes.size()), Reading.SLICE, selector, lookup));
      }
    }
    while (axes.size() < dimensions.size()) {
      axes.add(whole(dimensions.get(axes.size())));
    }
    return new Selection(schema.shape(), List.copyOf(axes));
  }

  /**
   * The cells that selectors by name select; dimensions without one are whole.
   *
   * @param selectors in any order, at most one for each axis
   * @throws ServiceException {@code invalid-slice} if a dimension is unknown or named twice, or a
   *     selector does not fit or selects nothing
   */
  public Selection resolveNamed(List<NamedSelector> selectors, Lookup lookup) {
    AxisNames names = new AxisNames(schema);
    Map<Integer, NamedSelector> byAxis = new HashMap<>();
    for (NamedSelector selector : selectors) {
      int axis = names.require(selector.name(), selector.selector().column());
      NamedSelector first = byAxis.putIfAbsent(axis, selector);
      if (first != null) {
        throw twice(schema.dimensions().get(axis), first, selector);
      }
    }
    List<AxisSelection> axes = new ArrayList<>();
    for (Dimension dimension : schema.dimensions()) {
      NamedSelector named = byAxis.get(axes.size());
      axes.add(
          named == null
              ? whole(dimension)
              : resolve(dimension, named.reading(), named.selector(), lookup));
    }
    return new Selection(schema.shape(), List.copyOf(axes));
  }

  private static ServiceException twice(
      Dimension dimension, NamedSelector first, NamedSelector second) {
    return SliceFault.on(
        dimension.name(),
        second.selector().column(),
        "Dimension "
            + Quoting.quoted(dimension.name())
            + " is selected twice, by "
            + first.reading().text()
            + "."
            + first.name()
            + " and by "
            + second.reading().text()
            + "."
            + second.name()
            + "; give one of them.");
  }

  private void requireFit(List<Selector> selectors, int ellipses) {
    int rank = schema.dimensions().size();
    int given = selectors.size() - ellipses;
    Map<String, Object> members = new LinkedHashMap<>();
    if (ellipses > 1) {
      members.put("column", selectors.getLast().column());
      throw new ServiceException(
          ErrorCode.INVALID_SLICE, "An ellipsis may stand once in a slice.", members, null);
    }
    if (given > rank) {
      List<Selector> counted = selectors.stream().filter(s -> !(s instanceof Ellipsis)).toList();
      members.put("column", counted.get(rank).column());
      members.put("selectors", given);
      members.put("dimensions", rank);
      throw new ServiceException(
          ErrorCode.INVALID_SLICE,
          "The slice has "
              + given
              + " selectors, but the array has only "
              + rank
              + " dimensions: "
              + String.join(
                  ", ", schema.dimensions().stream().map(d -> Quoting.quoted(d.name())).toList())
              + "."
              + (hasNumberAfterTime(selectors) ? " " + TimeForms.POINT : ""),
          members,
          null);
    }
  }

  /** Whether a number may have been meant for the fraction of the second before it. */
  private static boolean hasNumberAfterTime(List<Selector> selectors) {
    for (int n = 1; n < selectors.size(); n++) {
      if (selectors.get(n - 1) instanceof Time && selectors.get(n) instanceof Position) {
        return true;
      }
    }
    return false;
  }

  private static AxisSelection whole(Dimension dimension) {
    return new AxisSelection.Range(0, dimension.size(), 1);
  }

  private AxisSelection resolve(
      Dimension dimension, Reading reading, Selector selector, Lookup lookup) {
    Selector read = new WholeNumbers(dimension, header, reading, lookup).read(selector);
    return new AxisResolver(dimension, reading, () -> axisLookup(dimension, lookup)).resolve(read);
  }

  private AxisLookup axisLookup(Dimension dimension, Lookup lookup) {
    return switch (dimension) {
      case Dimension.Plain plain -> new PlainLookup(plain);
      case Dimension.Scaled scaled -> GridLookup.of(scaled, lookup);
      case Dimension.Time time -> GridLookup.of(time, header, lookup);
      case Dimension.Labelled labelled -> labels(labelled, lookup);
    };
  }

  private static AxisLookup labels(Dimension.Labelled dimension, Lookup lookup) {
    return switch (dimension.labels()) {
      case Dimension.Labels.Text text -> new TextLabelLookup(dimension, text.values());
      case Dimension.Labels.Numbers numbers ->
          new NumberLabelLookup(dimension, numbers.values(), lookup);
    };
  }
}
