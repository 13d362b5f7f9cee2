package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.slice.SliceExpression.Position;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.slice.SliceExpression.Text;
import io.hypertile.slice.SliceExpression.Time;
import io.hypertile.slice.SliceExpression.Value;
import io.hypertile.text.IsoTime;
import io.hypertile.text.Quoting;
import io.hypertile.text.TimeForms;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A scaled axis or a time axis. */
final class GridLookup implements AxisLookup {
  private final Axis axis;
  private final RegularGrid grid;
  private final boolean time;
  private final Lookup lookup;

  private GridLookup(Axis axis, RegularGrid grid, boolean time, Lookup lookup) {
    this.axis = axis;
    this.grid = grid;
    this.time = time;
    this.lookup = lookup;
  }

  static GridLookup of(Axis.Scaled axis, Lookup lookup) {
    RegularGrid grid = RegularGrid.of(axis.scale(), axis.size());
    return new GridLookup(axis, grid, false, lookup);
  }

  static GridLookup of(Axis.Time axis, Lookup lookup) {
    RegularGrid grid = RegularGrid.of(TimeAxisStart.require(axis), axis.step(), axis.size());
    return new GridLookup(axis, grid, true, lookup);
  }

  @Override
  public long find(Term term, boolean stop) {
    BigDecimal value = value(term);
    BigDecimal slack = term instanceof Value number ? grid.slack(number.value()) : BigDecimal.ZERO;
    // Position size, the end, is one more than the last; a size of 2^63-1 leaves room for it.
    long last = stop ? grid.size() : grid.size() - 1;
    OptionalLong found = grid.find(value, slack, lookup, last);
    return found.orElseThrow(
        () -> SliceFault.on(axis.name(), term.column(), notFound(term), nearest(value)));
  }

  private BigDecimal value(Term term) {
    return switch (term) {
      case Value number -> RegularGrid.decimal(number.value());
      case Time iso when time -> RegularGrid.seconds(iso.time().instant());
      case Text text when time ->
          IsoTime.read(text.text())
              .map(iso -> RegularGrid.seconds(iso.instant()))
              .orElseThrow(() ->
                  SliceFault.on(
                      axis.name(),
                      text.column(),
                      Quoting.quoted(text.text())
                          + " is no ISO 8601 time, which dimension "
                          + Quoting.quoted(axis.name())
                          + " needs here; "
                          + TimeForms.advice(text.text())
                              .orElse("the form is 2023-01-03T05:00:00+00:00.")));
      case Time iso -> throw AxisResolver.unfit(iso, axis, takes());
      case Text text -> throw AxisResolver.unfit(text, axis, takes());
      case Position position -> throw AxisResolver.unfit(position, axis, takes());
    };
  }

  private String notFound(Term term) {
    String place = "dimension " + Quoting.quoted(axis.name()) + ", which runs " + extent();
    String wanted = SliceFault.shown(term);
    String within =
        lookup.tolerance().isPresent()
            ? " within the tolerance of " + lookup.tolerance().getAsDouble()
            : "";
    return switch (lookup.method()) {
      case EXACT ->
          wanted
              + " is not on "
              + place
              + "; take a point of it, or ask for method=nearest"
              + SliceFault.positionHint(term, axis)
              + ".";
      case NEAREST ->
          within.isEmpty()
              ? wanted + " lies more than half a step outside " + place + "; give a tolerance."
              : "No point" + within + " of " + wanted + " is on " + place + ".";
      case PAD -> "No point at or before " + wanted + within + " is on " + place + ".";
      case BACKFILL -> "No point at or after " + wanted + within + " is on " + place + ".";
    };
  }

  private List<Object> nearest(BigDecimal value) {
    List<Object> points = new ArrayList<>();
    for (long position : grid.neighbours(value)) {
      point(position).ifPresent(points::add);
    }
    return points;
  }

  /** A point as errors tell it; empty when no time or no float64 can. */
  private Optional<Object> point(long position) {
    return time
        ? grid.time(position).map(Instant::toString)
        : Optional.of(grid.point(position).doubleValue())
            .filter(Double::isFinite)
            .map(Object.class::cast);
  }

  @Override
  public String takes() {
    return time
        ? "positions, ISO 8601 times, and Unix timestamps with a point such as 1672722000.0"
        : "positions, and values with a point or an exponent such as "
            + grid.point(0).doubleValue();
  }

  @Override
  public String extent() {
    Object first = point(0).orElse("beyond all bounds");
    Object last = point(grid.size() - 1).orElse("beyond all bounds");
    return "from " + first + " to " + last + " by " + step();
  }

  private String step() {
    return time
        ? grid.step().stripTrailingZeros().toPlainString() + " s"
        : Double.toString(grid.step().doubleValue());
  }
}
