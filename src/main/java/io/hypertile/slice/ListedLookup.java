package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.coordinate.CoordinateKind;
import io.hypertile.coordinate.NumberValues;
import io.hypertile.coordinate.SortedKeys;
import io.hypertile.coordinate.SortedKeys.Order;
import io.hypertile.coordinate.TimeValues;
import io.hypertile.error.ServiceException;
import io.hypertile.slice.SliceExpression.Range;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.text.Quoting;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An axis with numbers or times that an array gives one by one, in any order. */
final class ListedLookup implements AxisLookup {
  private final Axis.Listed axis;
  private final ListedPoints points;
  private final SortedKeys sorted;
  private final Lookup lookup;
  private final @Nullable PeriodicGrid circle;
  private final ListedRanges ranges;

  private ListedLookup(
      Axis.Listed axis, ListedPoints points, Lookup lookup, @Nullable PeriodicGrid circle) {
    this.axis = axis;
    this.points = points;
    this.sorted = points.sorted();
    this.lookup = lookup;
    this.circle = circle;
    ListedRanges.Ends ends =
        new ListedRanges.Ends(
            term -> find(term, false),
            term -> turned(Objects.requireNonNull(circle, "without period"), term));
    this.ranges = new ListedRanges(axis, points, lookup.method(), circle, ends);
  }

  static ListedLookup of(Axis.Listed axis, NumberValues values, Lookup lookup) {
    Optional<String> note =
        axis.coordinates().about().kind() instanceof CoordinateKind.Numbers numbers
            ? numbers.note()
            : Optional.empty();
    ListedPoints points = new ListedPoints.Numbers(axis, values, note);
    return new ListedLookup(axis, points, lookup, circle(axis, points).orElse(null));
  }

  static ListedLookup of(Axis.Listed axis, TimeValues values, Lookup lookup) {
    return new ListedLookup(axis, new ListedPoints.Times(axis, values), lookup, null);
  }

  /** The axis with a period; only one that rises or falls within it has one. */
  private static Optional<PeriodicGrid> circle(Axis.Listed axis, ListedPoints points) {
    SortedKeys sorted = points.sorted();
    double period = axis.coordinates().about().period().orElse(0);
    if (period == 0 || sorted.order() == Order.NONE || !sorted.isUnique() || sorted.size() == 0) {
      return Optional.empty();
    }
    Object least = points.shown(sorted.key(0));
    Object greatest = points.shown(sorted.key(sorted.count() - 1));
    double span = ((Number) greatest).doubleValue() - ((Number) least).doubleValue();
    return span < period
        ? Optional.of(new PeriodicGrid(new ListedGrid(points), period))
        : Optional.empty();
  }

  @Override
  public long find(Term term, boolean stop) {
    BigDecimal value = points.asked(term);
    if (circle != null) {
      return circle.onAxis(turned(circle, term));
    }
    int below = sorted.atMost(points.keyAtMost(value));
    if (below >= 0 && points.isValue(sorted.key(below), value)) {
      return single(below, term);
    }
    if (lookup.isExact()) {
      throw notFound(term, value);
    }
    requireOrder(term);
    int found =
        switch (lookup.method()) {
          case EXACT, INSIDE -> -1;
          case NEAREST -> nearest(value, below);
          case PAD -> sorted.order() == Order.FALLING ? below + 1 : below;
          case BACKFILL -> sorted.order() == Order.FALLING ? below : below + 1;
        };
    if (found < 0 || found >= sorted.count() || !isWithinTolerance(value, found)) {
      throw notFound(term, value);
    }
    return single(found, term);
  }

  /** The position of a rank, if no other position has the same coordinate. */
  private long single(int rank, Term term) {
    long key = sorted.key(rank);
    if (sorted.isUnique() || sorted.atLeast(key) == sorted.atMost(key)) {
      return sorted.position(rank);
    }
    throw SliceFault.repeated(axis, term, points.shown(key).toString());
  }

  private void requireOrder(Term term) {
    if (sorted.order() == Order.NONE) {
      throw SliceFault.on(
          axis.name(),
          term.column(),
          "The coordinates of dimension "
              + Quoting.quoted(axis.name())
              + " neither rise nor fall throughout, so that method="
              + lookup.method().text()
              + " has no meaning for them; take one that is there, or a position.");
    }
  }

  /** The nearer neighbour, the greater of two equally near ones, as pandas answers. */
  private int nearest(BigDecimal value, int below) {
    int above = below + 1;
    if (below >= 0 && above < sorted.count()) {
      return points.isNearer(value, sorted.key(below), sorted.key(above)) ? below : above;
    }
    if (sorted.count() == 0) {
      return -1;
    }
    int end = below < 0 ? 0 : sorted.count() - 1;
    return lookup.tolerance().isPresent() || isWithinHalfStep(value, end) ? end : -1;
  }

  /** Whether the value is no farther from an end than half the way to the next coordinate. */
  private boolean isWithinHalfStep(BigDecimal value, int end) {
    if (sorted.count() < 2) {
      return false;
    }
    BigDecimal gap = distance(points.value(sorted.key(end == 0 ? 1 : end - 1)), end);
    return distance(value, end).multiply(BigDecimal.TWO).compareTo(gap) <= 0;
  }

  private boolean isWithinTolerance(BigDecimal value, int rank) {
    return lookup.tolerance().isEmpty()
        || distance(value, rank).compareTo(RegularGrid.decimal(lookup.tolerance().getAsDouble()))
            <= 0;
  }

  private BigDecimal distance(BigDecimal value, int rank) {
    return value.subtract(points.value(sorted.key(rank))).abs();
  }

  private BigInteger turned(PeriodicGrid turns, Term term) {
    BigDecimal value = points.asked(term);
    return turns
        .find(value, BigDecimal.ZERO, lookup, false)
        .orElseThrow(() -> notFound(term, value));
  }

  @Override
  public Optional<Span> span(Range range) {
    return ranges.span(range);
  }

  private ServiceException notFound(Term term, BigDecimal value) {
    String none = "Dimension " + Quoting.quoted(axis.name()) + " has no coordinate ";
    boolean isSorted = sorted.order() != Order.NONE;
    String detail = SliceFault.noNumber(none, term, axis, lookup, isSorted);
    return SliceFault.on(axis.name(), term.column(), detail, near(value));
  }

  private List<Object> near(BigDecimal value) {
    List<Object> near = new ArrayList<>();
    int below = sorted.atMost(points.keyAtMost(value));
    for (int rank = below; rank <= below + 1; rank++) {
      if (rank >= 0 && rank < sorted.count()) {
        near.add(points.shown(sorted.key(rank)));
      }
    }
    return near;
  }

  @Override
  public String takes() {
    return points.takes();
  }

  @Override
  public String extent() {
    return ranges.extent();
  }
}
