package io.hypertile.zarr.view;

import io.hypertile.array.Axis;
import io.hypertile.text.CfUnit;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Times of an axis as whole numbers of a unit since a time (CF conventions 1.11, 4.4). Exact: the
 * unit is the largest that divides all of them.
 *
 * @param units the unit and the time, such as {@code hours since 2023-01-03T00:00:00+00:00}
 * @param first the number at position 0
 * @param step the difference between neighbours
 */
record CfTimes(String units, long first, long step) {
  private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);

  /** The times of an axis; empty if it has no start, or one of them is no number of 64 bits. */
  static Optional<CfTimes> of(Axis.Time axis) {
    if (!(axis.start() instanceof Axis.Start.At(Instant start))) {
      return Optional.empty();
    }
    BigInteger offset = BigInteger.valueOf(start.getNano());
    BigInteger step = nanos(axis.step());
    for (CfUnit unit : CfUnit.values()) {
      if (unit.divides(offset) && unit.divides(step)) {
        return of(axis, unit, offset.divide(unit.nanos()), step.divide(unit.nanos()));
      }
    }
    return Optional.empty();
  }

  private static Optional<CfTimes> of(
      Axis.Time axis, CfUnit unit, BigInteger first, BigInteger step) {
    BigInteger last = first.add(step.multiply(BigInteger.valueOf(axis.size() - 1)));
    if (last.bitLength() > 63 || step.bitLength() > 63) {
      return Optional.empty();
    }
    Instant since = ((Axis.Start.At) axis.start()).time();
    String units = unit.since(since.minusNanos(since.getNano()));
    return Optional.of(new CfTimes(units, first.longValue(), step.longValue()));
  }

  private static BigInteger nanos(Duration length) {
    return BigInteger.valueOf(length.getSeconds())
        .multiply(NANOS)
        .add(BigInteger.valueOf(length.getNano()));
  }

  /** The number at a position. */
  long at(long position) {
    return first + position * step;
  }
}
