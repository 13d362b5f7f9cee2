package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.slice.SliceExpression.Position;
import io.hypertile.slice.SliceExpression.Range;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.slice.SliceExpression.Text;
import io.hypertile.slice.SliceExpression.Time;
import io.hypertile.slice.SliceExpression.Value;
import io.hypertile.text.IsoTime;
import io.hypertile.text.Quoting;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A scaled axis or a time axis. */
final class GridLookup implements AxisLookup {
  private final Axis axis;
  private final RegularGrid grid;
  private final boolean time;
  private final @Nullable PeriodicGrid circle;
  private final Lookup lookup;

  private GridLookup(
      Axis axis, RegularGrid grid, boolean time, @Nullable PeriodicGrid circle, Lookup lookup) {
    this.axis = axis;
    this.grid = grid;
    this.time = time;
    this.circle = circle;
    this.lookup = lookup;
  }

  static GridLookup of(Axis.Scaled axis, Lookup lookup) {
    RegularGrid grid = RegularGrid.of(axis.scale(), axis.size());
    OptionalDouble period = axis.scale().period();
    @Nullable PeriodicGrid circle =
        period.isPresent() ? new PeriodicGrid(grid, period.getAsDouble()) : null;
    return new GridLookup(axis, grid, false, circle, lookup);
  }

  static GridLookup of(Axis.Time axis, Lookup lookup) {
    RegularGrid grid = RegularGrid.of(TimeAxisStart.require(axis), axis.step(), axis.size());
    return new GridLookup(axis, grid, true, null, lookup);
  }

  @Override
  public long find(Term term, boolean stop) {
    BigDecimal value = value(term);
    if (circle != null) {
      return circle.onAxis(turned(circle, term, stop));
    }
    BigDecimal slack = slack(term);
    // Position size, the end, is one more than the last; a size of 2^63-1 leaves room for it.
    long last = stop ? grid.size() : grid.size() - 1;
    OptionalLong found = grid.find(value, slack, lookup, last);
    return found.orElseThrow(
        () -> SliceFault.on(axis.name(), term.column(), notFound(term), nearest(value)));
  }

  private BigDecimal slack(Term term) {
    return term instanceof Value number ? grid.slack(number.value()) : BigDecimal.ZERO;
  }

  /** The position of a term on a circle, counted on past its ends. */
  private BigInteger turned(PeriodicGrid points, Term term, boolean stop) {
    BigDecimal value = value(term);
    return points
        .find(value, slack(term), lookup, stop)
        .orElseThrow(
            () -> SliceFault.on(axis.name(), term.column(), notFound(term), nearest(value)));
  }

  @Override
  public Optional<Span> span(Range range) {
    if (lookup.method() == Lookup.Method.INSIDE) {
      return Optional.of(inside(range));
    }
    return Optional.ofNullable(circle).map(points -> turn(points, range));
  }

  /** All from a start to the next place of a stop along the axis, which may be past its end. */
  private Span turn(PeriodicGrid points, Range range) {
    Optional<BigInteger> start = range.start().map(term -> turned(points, term, false));
    Optional<BigInteger> stop = range.stop().map(term -> turned(points, term, true));
    if (start.isPresent() && stop.isPresent()) {
      requireOneTurn(points, range);
      return points.upTo(start.get(), stop.get());
    }
    long first = start.map(points::onAxis).orElse(0L);
    long end = stop.map(points::onAxis).filter(at -> at > 0).orElse(grid.size());
    return new Span(first, end - first);
  }

  private void requireOneTurn(PeriodicGrid points, Range range) {
    Term stop = range.stop().orElseThrow();
    if (points.isFarther(value(range.start().orElseThrow()), value(stop))) {
      throw SliceFault.moreThanAPeriod(axis, stop);
    }
  }

  /** All between two ends, both included, in whichever order they stand. */
  private Span inside(Range range) {
    Optional<Term> start = range.start();
    Optional<Term> stop = range.stop();
    if (start.isPresent() && stop.isPresent()) {
      int order = value(start.get()).compareTo(value(stop.get())) * grid.step().signum();
      if (order > 0) {
        start = range.stop();
        stop = range.start();
      }
    }
    if (circle == null) {
      BigInteger first = start.map(this::atOrAfter).orElse(BigInteger.ZERO);
      BigInteger last = stop.map(this::atOrBefore).orElse(BigInteger.valueOf(grid.size() - 1));
      return Span.clipped(first, last, grid.size());
    }
    if (start.isPresent() && stop.isPresent()) {
      requireOneTurn(circle, range);
      return circle.between(atOrAfter(start.get()), atOrBefore(stop.get()));
    }
    long first = start.map(this::atOrAfter).map(circle::onAxis).orElse(0L);
    long last = stop.map(this::atOrBefore).map(circle::onAxis).orElse(grid.size() - 1);
    return new Span(first, last - first + 1);
  }

  private BigInteger atOrAfter(Term term) {
    return circle == null
        ? grid.atOrAfter(value(term), slack(term))
        : circle.atOrAfter(value(term), slack(term));
  }

  private BigInteger atOrBefore(Term term) {
    return circle == null
        ? grid.atOrBefore(value(term), slack(term))
        : circle.atOrBefore(value(term), slack(term));
  }

  private BigDecimal value(Term term) {
    return switch (term) {
      case Value number -> RegularGrid.decimal(number.value());
      case Time iso when time -> seconds(iso.time(), iso, iso.text());
      case Text text when time -> seconds(IsoTime.read(text.text()), text, text.text());
      case Time iso -> throw AxisResolver.unfit(iso, axis, takes());
      case Text text -> throw AxisResolver.unfit(text, axis, takes());
      case Position position -> throw AxisResolver.unfit(position, axis, takes());
    };
  }

  private BigDecimal seconds(Optional<IsoTime> time, Term term, String text) {
    return time.map(iso -> RegularGrid.seconds(iso.instant()))
        .orElseThrow(
            () -> SliceFault.on(axis.name(), term.column(), SliceFault.noTime(text, axis)));
  }

  private String notFound(Term term) {
    String place = "dimension " + Quoting.quoted(axis.name()) + ", which runs " + extent();
    String wanted = SliceFault.shown(term);
    String within =
        lookup.tolerance().isPresent()
            ? " within the tolerance of " + lookup.tolerance().getAsDouble()
            : "";
    return switch (lookup.method()) {
      case EXACT, INSIDE ->
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
    List<Long> positions =
        circle == null
            ? grid.neighbours(value)
            : Stream.of(
                    circle.atOrBefore(value, BigDecimal.ZERO),
                    circle.atOrAfter(value, BigDecimal.ZERO))
                .map(circle::onAxis)
                .distinct()
                .toList();
    List<Object> points = new ArrayList<>();
    positions.forEach(position -> point(position).ifPresent(points::add));
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
    String again =
        circle == null
            ? ""
            : ", and again after " + ((Axis.Scaled) axis).scale().period().orElseThrow();
    return "from " + first + " to " + last + " by " + step() + again;
  }

  private String step() {
    return time
        ? grid.step().stripTrailingZeros().toPlainString() + " s"
        : Double.toString(grid.step().doubleValue());
  }
}
