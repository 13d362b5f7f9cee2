package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.array.Labels;
import io.hypertile.coordinate.NumberValues;
import io.hypertile.coordinate.TextValues;
import io.hypertile.coordinate.TimeValues;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.slice.Selection.AxisSelection;
import io.hypertile.slice.SliceExpression.Ellipsis;
import io.hypertile.slice.SliceExpression.Position;
import io.hypertile.slice.SliceExpression.Range;
import io.hypertile.slice.SliceExpression.Selector;
import io.hypertile.slice.SliceExpression.Time;
import io.hypertile.text.Quoting;
import io.hypertile.text.TimeForms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
 *   <li>A range whose stop is the word {@code last}, without quotes, ends with the last position
 *       that holds cells, and includes it; a label of that name goes before.
 *   <li>Coordinates that an array gives one by one are looked up as they are: floats exactly, where
 *       they rise or fall also by method; ends of ranges by value or time need not be among them.
 *       What stands at several positions is found by none.
 *   <li>Missing selectors, and those that an ellipsis stands for, take whole axes.
 * </ul>
 *
 * <p>A range that takes one position has step 1. Whatever is wrong is {@code invalid-slice} with
 * the members {@code dimension}, {@code column} (from 1, in the text of the slice or of the
 * selector) and, for labels and values, {@code nearest}: up to three that exist. Immutable.
 */
public final class SliceResolver {
  private final List<Axis> axes;
  private final @Nullable Supplier<Optional<Region>> written;
  private final boolean isExact;

  /**
   * A resolver for one array, to which the word {@code last} means nothing.
   *
   * @param axes its axes, at least one
   */
  public SliceResolver(List<Axis> axes) {
    this(axes, null, false);
  }

  private SliceResolver(
      List<Axis> axes, @Nullable Supplier<Optional<Region>> written, boolean isExact) {
    this.axes = axes;
    this.written = written;
    this.isExact = isExact;
  }

  /**
   * A resolver for one array.
   *
   * @param axes its axes, at least one
   * @param written finds the smallest box with all cells that hold something, asked for when a
   *     range ends with the word {@code last}
   */
  public SliceResolver(List<Axis> axes, Supplier<Optional<Region>> written) {
    this(axes, written, false);
  }

  /**
   * The same resolver, which refuses ranges of positions that go past an end of their axis, with
   * {@code value-out-of-range} and the members {@code dimension}, {@code column} and {@code size}.
   */
  public SliceResolver exact() {
    return new SliceResolver(axes, written, true);
  }

  /**
   * The cells that a slice selects; everything for a slice without selectors.
   *
   * @throws ServiceException {@code invalid-slice} if it does not fit the array or selects nothing
   */
  public Selection resolve(SliceExpression slice, Lookup lookup) {
    List<Selector> selectors = slice.selectors();
    int ellipses = (int) selectors.stream().filter(Ellipsis.class::isInstance).count();
    requireFit(selectors, ellipses);
    int missing = axes.size() - (selectors.size() - ellipses);
    List<AxisSelection> selected = new ArrayList<>();
    for (Selector selector : selectors) {
      if (selector instanceof Ellipsis) {
        for (int axis = 0; axis < missing; axis++) {
          selected.add(whole(axes.get(selected.size())));
        }
      } else {
        selected.add(resolve(selected.size(), Reading.SLICE, selector, lookup));
      }
    }
    while (selected.size() < axes.size()) {
      selected.add(whole(axes.get(selected.size())));
    }
    return new Selection(shape(), List.copyOf(selected));
  }

  /**
   * The cells that selectors by name select; dimensions without one are whole.
   *
   * @param selectors in any order, at most one for each axis
   * @throws ServiceException {@code invalid-slice} if a dimension is unknown or named twice, or a
   *     selector does not fit or selects nothing
   */
  public Selection resolveNamed(List<NamedSelector> selectors, Lookup lookup) {
    AxisNames names = new AxisNames(axes);
    Map<Integer, NamedSelector> byAxis = new HashMap<>();
    for (NamedSelector selector : selectors) {
      int axis = names.require(selector.name(), selector.selector().column());
      NamedSelector first = byAxis.putIfAbsent(axis, selector);
      if (first != null) {
        throw twice(axes.get(axis), first, selector);
      }
    }
    List<AxisSelection> selected = new ArrayList<>();
    for (Axis axis : axes) {
      NamedSelector named = byAxis.get(selected.size());
      selected.add(
          named == null
              ? whole(axis)
              : resolve(selected.size(), named.reading(), named.selector(), lookup));
    }
    return new Selection(shape(), List.copyOf(selected));
  }

  private static ServiceException twice(Axis axis, NamedSelector first, NamedSelector second) {
    return SliceFault.on(
        axis.name(),
        second.selector().column(),
        "Dimension "
            + Quoting.quoted(axis.name())
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
    int rank = axes.size();
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
              + String.join(", ", axes.stream().map(d -> Quoting.quoted(d.name())).toList())
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

  private static AxisSelection whole(Axis axis) {
    return new AxisSelection.Range(0, axis.size(), 1);
  }

  private Shape shape() {
    return Shape.of(axes.stream().mapToLong(Axis::size).toArray());
  }

  private AxisSelection resolve(int number, Reading reading, Selector selector, Lookup lookup) {
    Axis axis = axes.get(number);
    if (written != null && LastWritten.isAsked(selector, axis)) {
      Range open = LastWritten.open(selector);
      AxisSelection selected = resolve(axis, reading, open, lookup);
      return LastWritten.cut(selected, open, axis, written.get(), number);
    }
    return resolve(axis, reading, selector, lookup);
  }

  private AxisSelection resolve(Axis axis, Reading reading, Selector selector, Lookup lookup) {
    Selector read = new WholeNumbers(axis, reading, lookup).read(selector);
    if (isExact && read instanceof Range range) {
      RangeEnds.requireWithin(axis, range);
    }
    return new AxisResolver(axis, reading, () -> axisLookup(axis, lookup)).resolve(read);
  }

  /** The look-up of one axis. */
  static AxisLookup axisLookup(Axis axis, Lookup lookup) {
    return switch (axis) {
      case Axis.Plain plain -> new PlainLookup(plain);
      case Axis.Scaled scaled -> GridLookup.of(scaled, lookup);
      case Axis.Time time -> GridLookup.of(time, lookup);
      case Axis.Labelled labelled -> labels(labelled, lookup);
      case Axis.Listed listed -> listed(listed, lookup);
    };
  }

  private static AxisLookup listed(Axis.Listed axis, Lookup lookup) {
    return switch (axis.coordinates().values()) {
      case NumberValues numbers -> ListedLookup.of(axis, numbers, lookup);
      case TimeValues times -> ListedLookup.of(axis, times, lookup);
      case TextValues texts -> new ListedTextLookup(axis, texts, lookup);
    };
  }

  private static AxisLookup labels(Axis.Labelled axis, Lookup lookup) {
    return switch (axis.labels()) {
      case Labels.Text text -> new TextLabelLookup(axis, text.values(), lookup);
      case Labels.Numbers numbers -> new NumberLabelLookup(axis, numbers.values(), lookup);
    };
  }
}
