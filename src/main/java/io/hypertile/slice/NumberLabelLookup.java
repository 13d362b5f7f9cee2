package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.slice.Lookup.Method;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.slice.SliceExpression.Value;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.List;
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
    String wanted = Quoting.shortened(value.text());
    String within =
        lookup.tolerance().isPresent()
            ? " within the tolerance of " + lookup.tolerance().getAsDouble()
            : "";
    return switch (lookup.method()) {
      case EXACT ->
          none
              + wanted
              + "; take one it has, or ask for method=nearest"
              + SliceFault.positionHint(value, axis)
              + ".";
      case NEAREST ->
          within.isEmpty()
              ? none + "near enough to " + wanted + ", which lies outside; give a tolerance."
              : none + "near " + wanted + within + ".";
      case PAD -> none + "at or before " + wanted + within + ".";
      case BACKFILL -> none + "at or after " + wanted + within + ".";
    };
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
