package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.slice.SliceExpression.Term;

/** An axis without scale, labels or times: there is nothing to find but positions. */
record PlainLookup(Axis.Plain axis) implements AxisLookup {
  @Override
  public long find(Term term, boolean stop) {
    throw AxisResolver.unfit(term, axis, takes());
  }

  @Override
  public String takes() {
    return "positions only, which are whole numbers without a point";
  }
}
