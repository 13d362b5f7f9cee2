package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.slice.Lookup.Method;
import io.hypertile.slice.SliceExpression.Range;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.slice.SliceExpression.Value;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** An axis with number labels, found by equality or by a look-up method (deker-rules.md 154). */
final class NumberLabelLookup implements AxisLookup {
  private final Axis axis;
  private final SortedLabels labels;
  private final Lookup lookup;

  NumberLabelLookup(Axis axis, List<Double> labels, Lookup lookup) {
    this.axis = axis;
    this.labels = SortedLabels.of(labels);
    this.lookup = lookup;
  }

  @Override
  public long find(Term term, boolean stop) {
    if (!(term instanceof Value value)) {
      throw AxisResolver.unfit(term, axis, takes());
    }
    requireDirection(value);
    OptionalInt rank = labels.find(value.value(), lookup);
    if (rank.isEmpty()) {
      throw SliceFault.on(axis.name(), value.column(), notFound(value), nearest(value.value()));
    }
    return labels.position(rank.getAsInt());
  }

  @Override
  public Optional<Span> span(Range range) {
    return lookup.method() == Method.INSIDE ? Optional.of(inside(range)) : Optional.empty();
  }

  /** All between two ends along the axis; where labels have no order, the ends are labels. */
  private Span inside(Range range) {
    if (labels.order() == SortedLabels.Order.NONE) {
      long start = range.start().map(term -> find(term, false)).orElse(0L);
      long stop = range.stop().map(term -> find(term, false)).orElse(labels.size() - 1L);
      return new Span(Math.min(start, stop), Math.abs(stop - start) + 1);
    }
    boolean rises = labels.order() == SortedLabels.Order.RISING;
    double none = rises ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    double start = range.start().map(this::value).orElse(-none);
    double stop = range.stop().map(this::value).orElse(none);
    int low = labels.ceiling(Math.min(start, stop));
    int high = labels.floor(Math.max(start, stop));
    return low > high ? Span.NONE : new Span(labels.position(rises ? low : high), high - low + 1L);
  }

  private double value(Term term) {
    if (!(term instanceof Value value)) {
      throw AxisResolver.unfit(term, axis, takes());
    }
    return value.value();
  }

  private void requireDirection(Value value) {
    boolean directed = lookup.method() == Method.PAD || lookup.method() == Method.BACKFILL;
    if (directed && labels.order() == SortedLabels.Order.NONE) {
      throw SliceFault.on(
          axis.name(),
          value.column(),
          "The labels of dimension "
              + Quoting.quoted(axis.name())
              + " neither rise nor fall throughout, so that method="
              + lookup.method().text()
              + " has no direction; use exact or nearest.");
    }
  }

  private String notFound(Value value) {
    String none = "Dimension " + Quoting.quoted(axis.name()) + " has no label ";
    return SliceFault.noNumber(none, value, axis, lookup, true);
  }

  private List<Double> nearest(double value) {
    List<Double> near = new ArrayList<>();
    int below = labels.floor(value);
    for (int rank = below; rank <= below + 1; rank++) {
      if (rank >= 0 && rank < labels.count()) {
        near.add(labels.label(rank));
      }
    }
    return near;
  }

  @Override
  public String takes() {
    return "positions, and number labels with a point or an exponent";
  }
}
