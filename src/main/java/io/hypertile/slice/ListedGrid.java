package io.hypertile.slice;

import io.hypertile.coordinate.SortedKeys;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Coordinates that rise or fall along an axis, none of them twice, as points.
 *
 * @param points the coordinates
 */
record ListedGrid(ListedPoints points) implements AxisPoints {
  private SortedKeys sorted() {
    return points.sorted();
  }

  @Override
  public long size() {
    return sorted().size();
  }

  @Override
  public boolean rises() {
    return sorted().order() == SortedKeys.Order.RISING;
  }

  @Override
  public BigDecimal start() {
    return point(0);
  }

  @Override
  public BigDecimal point(long position) {
    int at = (int) position;
    return points.value(sorted().key(rises() ? at : sorted().count() - 1 - at));
  }

  @Override
  public Optional<BigDecimal> end() {
    return Optional.empty();
  }

  @Override
  public BigInteger atOrBefore(BigDecimal value, BigDecimal slack) {
    return BigInteger.valueOf(
        rises()
            ? sorted().atMost(points.keyAtMost(value))
            : sorted().count() - 1L - sorted().atLeast(points.keyAtLeast(value)));
  }

  @Override
  public BigInteger atOrAfter(BigDecimal value, BigDecimal slack) {
    return BigInteger.valueOf(
        rises()
            ? sorted().atLeast(points.keyAtLeast(value))
            : sorted().count() - 1L - sorted().atMost(points.keyAtMost(value)));
  }

  @Override
  public boolean isWithinReach(BigDecimal distance, BigDecimal slack, Lookup lookup) {
    return lookup.tolerance().isEmpty()
        || distance.compareTo(RegularGrid.decimal(lookup.tolerance().getAsDouble())) <= 0;
  }
}
