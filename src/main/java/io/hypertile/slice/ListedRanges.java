package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.coordinate.SortedKeys;
import io.hypertile.coordinate.SortedKeys.Order;
import io.hypertile.error.ServiceException;
import io.hypertile.slice.SliceExpression.Range;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.text.Quoting;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Ranges on an axis with numbers or times that an array gives one by one. */
final class ListedRanges {
  private final Axis.Listed axis;
  private final ListedPoints points;
  private final SortedKeys sorted;
  private final Lookup.Method method;
  private final @Nullable PeriodicGrid circle;
  private final Ends ends;

  /**
   * Finds the places of single terms.
   *
   * @param position the position of one
   * @param turned on an axis with a period, the position counted on past its ends
   */
  record Ends(ToLongFunction<Term> position, Function<Term, BigInteger> turned) {}

  /**
   * Ranges of one axis.
   *
   * @param circle the axis with its period, null if it has none
   */
  ListedRanges(
      Axis.Listed axis,
      ListedPoints points,
      Lookup.Method method,
      @Nullable PeriodicGrid circle,
      Ends ends) {
    this.axis = axis;
    this.points = points;
    this.sorted = points.sorted();
    this.method = method;
    this.circle = circle;
    this.ends = ends;
  }

  /**
   * The positions that a range takes.
   *
   * @return empty where each end is found by itself
   * @throws ServiceException {@code invalid-slice} if an end stands for nothing
   */
  Optional<Span> span(Range range) {
    if (sorted.order() == Order.NONE) {
      requireOrder(range);
      return method == Lookup.Method.INSIDE ? Optional.of(between(range)) : Optional.empty();
    }
    if (circle != null) {
      return Optional.of(
          method == Lookup.Method.INSIDE ? insideTurn(circle, range) : turn(circle, range));
    }
    return switch (method) {
      case INSIDE -> Optional.of(inside(range));
      case EXACT -> Optional.of(upTo(range));
      case NEAREST, PAD, BACKFILL -> Optional.empty();
    };
  }

  private void requireOrder(Range range) {
    if (axis.coordinates().isOfRows()) {
      throw SliceFault.on(
          axis.name(),
          range.column(),
          "The coordinates of dimension %s neither rise nor fall throughout these partitions, so that a range of them is no range of positions; ask for the rows, which a range without a step and method finds by their values, filter partitions that lie behind each other, or take positions, as in %s."
              .formatted(Quoting.quoted(axis.name()), Reading.ISEL.parameter(axis.name(), "0:10")));
    }
  }

  /** All that stands between two coordinates which have no order. */
  private Span between(Range range) {
    long start = range.start().map(term -> ends.position().applyAsLong(term)).orElse(0L);
    long stop = range.stop().map(term -> ends.position().applyAsLong(term)).orElse(axis.size() - 1);
    return new Span(Math.min(start, stop), Math.abs(stop - start) + 1);
  }

  /** All between two values, both included, in whichever order they stand. */
  private Span inside(Range range) {
    Optional<BigDecimal> start = range.start().map(points::asked);
    Optional<BigDecimal> stop = range.stop().map(points::asked);
    boolean falls = sorted.order() == Order.FALLING;
    Optional<BigDecimal> low = falls ? stop : start;
    Optional<BigDecimal> high = falls ? start : stop;
    if (low.isPresent() && high.isPresent() && low.get().compareTo(high.get()) > 0) {
      Optional<BigDecimal> less = high;
      high = low;
      low = less;
    }
    int first = low.map(value -> sorted.atLeast(points.keyAtLeast(value))).orElse(0);
    int last = high.map(value -> sorted.atMost(points.keyAtMost(value))).orElse(sorted.count() - 1);
    return ranks(first, last);
  }

  /** All from a start, included, to a stop, excluded, whether the axis has them or not. */
  private Span upTo(Range range) {
    Optional<BigDecimal> start = range.start().map(points::asked);
    Optional<BigDecimal> stop = range.stop().map(points::asked);
    boolean falls = sorted.order() == Order.FALLING;
    if (start.isPresent() && stop.isPresent() && sorted.count() > 1) {
      int order = start.get().compareTo(stop.get());
      if (falls ? order < 0 : order > 0) {
        throw turnedRound(range);
      }
    }
    if (falls) {
      int last =
          start.map(value -> sorted.atMost(points.keyAtMost(value))).orElse(sorted.count() - 1);
      int first = stop.map(value -> sorted.atMost(points.keyAtMost(value)) + 1).orElse(0);
      return ranks(first, last);
    }
    int first = start.map(value -> sorted.atLeast(points.keyAtLeast(value))).orElse(0);
    int end = stop.map(value -> sorted.atLeast(points.keyAtLeast(value))).orElse(sorted.count());
    return ranks(first, end - 1);
  }

  private Span ranks(int first, int last) {
    if (first > last) {
      return Span.NONE;
    }
    long start = Math.min(sorted.position(first), sorted.position(last));
    return new Span(start, last - first + 1L);
  }

  private ServiceException turnedRound(Range range) {
    return SliceFault.on(
        axis.name(),
        range.column(),
        "The range selects nothing: on dimension %s its stop lies before its start in the axis' own direction, %s. Write %s:%s."
            .formatted(
                Quoting.quoted(axis.name()),
                extent(),
                SliceFault.shown(range.stop().orElseThrow()),
                SliceFault.shown(range.start().orElseThrow())));
  }

  /** All from a start to the next place of a stop along the axis, which may be past its end. */
  private Span turn(PeriodicGrid turns, Range range) {
    Optional<BigInteger> start = range.start().map(term -> end(turns, term));
    Optional<BigInteger> stop = range.stop().map(term -> end(turns, term));
    if (start.isPresent() && stop.isPresent()) {
      requireOneTurn(turns, range);
      return turns.upTo(start.get(), stop.get());
    }
    long first = start.map(turns::onAxis).orElse(0L);
    long end = stop.map(turns::onAxis).filter(at -> at > 0).orElse(axis.size());
    return new Span(first, Math.max(0, end - first));
  }

  private BigInteger end(PeriodicGrid turns, Term term) {
    return method == Lookup.Method.EXACT
        ? turns.atOrAfter(points.asked(term), BigDecimal.ZERO)
        : ends.turned().apply(term);
  }

  private Span insideTurn(PeriodicGrid turns, Range range) {
    Optional<BigDecimal> start = range.start().map(points::asked);
    Optional<BigDecimal> stop = range.stop().map(points::asked);
    if (start.isPresent() && stop.isPresent()) {
      requireOneTurn(turns, range);
      boolean isTurned = start.get().compareTo(stop.get()) * (turns.rises() ? 1 : -1) > 0;
      BigDecimal first = isTurned ? stop.get() : start.get();
      BigDecimal last = isTurned ? start.get() : stop.get();
      return turns.between(
          turns.atOrAfter(first, BigDecimal.ZERO), turns.atOrBefore(last, BigDecimal.ZERO));
    }
    long first =
        start.map(value -> turns.onAxis(turns.atOrAfter(value, BigDecimal.ZERO))).orElse(0L);
    long last =
        stop.map(value -> turns.onAxis(turns.atOrBefore(value, BigDecimal.ZERO)))
            .orElse(axis.size() - 1);
    return new Span(first, Math.max(0, last - first + 1));
  }

  private void requireOneTurn(PeriodicGrid turns, Range range) {
    Term start = range.start().orElseThrow();
    Term stop = range.stop().orElseThrow();
    if (turns.isFarther(points.asked(start), points.asked(stop))) {
      throw SliceFault.moreThanAPeriod(axis, stop);
    }
  }

  /** Describes the extent of the axis, for sentences; empty where it has no order. */
  String extent() {
    if (sorted.order() == Order.NONE || sorted.count() == 0) {
      return "";
    }
    boolean falls = sorted.order() == Order.FALLING;
    Object least = points.shown(sorted.key(0));
    Object greatest = points.shown(sorted.key(sorted.count() - 1));
    String again =
        circle == null
            ? ""
            : ", and again after " + axis.coordinates().about().period().orElseThrow();
    return "from " + (falls ? greatest : least) + " to " + (falls ? least : greatest) + again;
  }
}
