package io.hypertile.slice;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Scale values by position, each the float64 nearest to the exact {@code start + n * step}. Where
 * start and step are short decimals, as on nearly every axis, a value costs one division and no
 * allocation.
 */
final class ScaleValues {
  /** Powers of ten up to this one are exact in float64. */
  private static final int EXACT_POWER = 22;

  private static final BigInteger EXACT_INTEGER = BigInteger.ONE.shiftLeft(53);

  private final RegularGrid grid;
  private final boolean exact;
  private final long startUnits;
  private final long stepUnits;
  private final double unitsOfOne;

  ScaleValues(RegularGrid grid) {
    this.grid = grid;
    int decimals = Math.max(0, Math.max(grid.start().scale(), grid.step().scale()));
    // The units of a number without a bound on its decimals would be a number without a bound.
    boolean few = decimals <= EXACT_POWER;
    BigInteger start = few ? units(grid.start(), decimals) : BigInteger.ZERO;
    BigInteger step = few ? units(grid.step(), decimals) : BigInteger.ZERO;
    BigInteger greatest = start.abs().add(step.abs().multiply(BigInteger.valueOf(grid.size())));
    // A quotient of two exact numbers is the float64 nearest to the true quotient.
    exact = few && greatest.compareTo(EXACT_INTEGER) <= 0;
    startUnits = exact ? start.longValueExact() : 0;
    stepUnits = exact ? step.longValueExact() : 0;
    unitsOfOne = exact ? BigDecimal.ONE.movePointRight(decimals).doubleValue() : 1;
  }

  /** The value at a position of the axis. */
  double at(long position) {
    return exact
        ? (startUnits + position * stepUnits) / unitsOfOne
        : grid.point(position).doubleValue();
  }

  private static BigInteger units(BigDecimal number, int decimals) {
    return number.movePointRight(decimals).toBigIntegerExact();
  }
}
