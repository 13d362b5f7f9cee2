package io.hypertile.slice;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * The points of an axis whose values come round again after a period, such as longitudes. Positions
 * are counted on past both ends: {@code n + k * size} is position n, k periods further along the
 * axis. An axis may cover a part of the period only. Immutable.
 */
final class PeriodicGrid {
  private final AxisPoints grid;
  private final BigDecimal turn;
  private final BigInteger size;

  /**
   * The points of an axis.
   *
   * @param period greater than 0, and greater than the difference of any two points
   */
  PeriodicGrid(AxisPoints grid, double period) {
    this.grid = grid;
    BigDecimal length = RegularGrid.decimal(period);
    this.turn = grid.rises() ? length : length.negate();
    this.size = BigInteger.valueOf(grid.size());
  }

  /** A value by the number of whole periods before it and the rest, which begins at position 0. */
  private record Place(BigInteger turns, BigDecimal rest) {}

  private Place place(BigDecimal value) {
    BigInteger turns =
        value.subtract(grid.start()).divide(turn, 0, RoundingMode.FLOOR).toBigInteger();
    return new Place(turns, value.subtract(turn.multiply(new BigDecimal(turns))));
  }

  /** The last position at or before a value. */
  BigInteger atOrBefore(BigDecimal value, BigDecimal slack) {
    Place place = place(value);
    BigInteger first = place.turns.multiply(size);
    BigInteger near = grid.atOrBefore(place.rest, slack);
    if (near.compareTo(size) < 0) {
      return first.add(near);
    }
    BigDecimal toNext = grid.start().add(turn).subtract(place.rest).abs();
    return first.add(toNext.compareTo(slack) <= 0 ? size : size.subtract(BigInteger.ONE));
  }

  /** The first position at or after a value. */
  BigInteger atOrAfter(BigDecimal value, BigDecimal slack) {
    Place place = place(value);
    BigInteger near = grid.atOrAfter(place.rest, slack);
    return place.turns.multiply(size).add(near.min(size));
  }

  /**
   * The position that a value stands for.
   *
   * @param slack greatest distance at which a value still means a point
   * @param stop whether it may be the end of an axis that covers a part of the period, one step
   *     past the last point; the end is the next position 0
   * @return empty when no position qualifies
   */
  Optional<BigInteger> find(BigDecimal value, BigDecimal slack, Lookup lookup, boolean stop) {
    BigInteger before = atOrBefore(value, slack);
    BigInteger after = atOrAfter(value, slack);
    if (before.equals(after)) {
      return Optional.of(before);
    }
    BigInteger found =
        switch (lookup.method()) {
          case EXACT, INSIDE -> BigInteger.ZERO;
          case NEAREST -> isNearer(value, before, after) ? before : after;
          case PAD -> before;
          case BACKFILL -> after;
        };
    if (lookup.isExact()) {
      return stop && isEnd(value, slack) ? Optional.of(after) : Optional.empty();
    }
    BigDecimal distance = value.subtract(point(found)).abs();
    return grid.isWithinReach(distance, slack, lookup) ? Optional.of(found) : Optional.empty();
  }

  private boolean isEnd(BigDecimal value, BigDecimal slack) {
    return grid.end()
        .filter(end -> place(value).rest.subtract(end).abs().compareTo(slack) <= 0)
        .isPresent();
  }

  /**
   * Whether the first of two positions is the nearer one, the greater value of two equally near.
   */
  private boolean isNearer(BigDecimal value, BigInteger one, BigInteger other) {
    double number = value.doubleValue();
    double toOne = Math.abs(point(one).doubleValue() - number);
    double toOther = Math.abs(point(other).doubleValue() - number);
    return toOne == toOther ? turn.signum() < 0 : toOne < toOther;
  }

  private BigDecimal point(BigInteger position) {
    BigInteger on = position.mod(size);
    BigInteger turns = position.subtract(on).divide(size);
    return grid.point(on.longValueExact()).add(turn.multiply(new BigDecimal(turns)));
  }

  /** Whether the values rise along the axis. */
  boolean rises() {
    return turn.signum() > 0;
  }

  /** The position on the axis. */
  long onAxis(BigInteger position) {
    return position.mod(size).longValueExact();
  }

  /** Whether two values lie more than a period apart. */
  boolean isFarther(BigDecimal one, BigDecimal other) {
    return one.subtract(other).abs().compareTo(turn.abs()) > 0;
  }

  /** All positions from one to another (both included), none twice. */
  Span between(BigInteger first, BigInteger last) {
    BigInteger count = last.subtract(first).add(BigInteger.ONE).min(size).max(BigInteger.ZERO);
    return new Span(onAxis(first), count.longValueExact());
  }

  /**
   * All positions from a start (included) along the axis to the next place of a stop (excluded), at
   * most one period.
   */
  Span upTo(BigInteger start, BigInteger stop) {
    BigInteger count = stop.subtract(start);
    return new Span(
        onAxis(start), (count.signum() < 0 ? count.mod(size) : count).min(size).longValueExact());
  }
}
