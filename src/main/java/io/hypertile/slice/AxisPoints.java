package io.hypertile.slice;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/** Points of an axis in its own direction, rising or falling. Immutable. */
interface AxisPoints {
  /** Number of points, at least 1. */
  long size();

  /** Whether the values rise along the axis. */
  boolean rises();

  /** The first value. */
  BigDecimal start();

  /** The value at a position of the axis. */
  BigDecimal point(long position);

  /** The value one step past the last one, of an axis with equal steps. */
  Optional<BigDecimal> end();

  /**
   * The last position at or before a value along the axis: negative for none, and past the last one
   * where values continue in equal steps.
   *
   * @param slack greatest distance at which a value still means a point
   */
  BigInteger atOrBefore(BigDecimal value, BigDecimal slack);

  /** The first position at or after a value along the axis; the size or more for none. */
  BigInteger atOrAfter(BigDecimal value, BigDecimal slack);

  /** Whether a point lies near enough to a value for the method. */
  boolean isWithinReach(BigDecimal distance, BigDecimal slack, Lookup lookup);
}
