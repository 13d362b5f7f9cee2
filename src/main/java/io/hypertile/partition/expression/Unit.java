package io.hypertile.partition.expression;

import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import java.math.BigInteger;
import java.util.Optional;

/**
 * A step of times: so many of a unit.
 *
 * @param steps at least 1
 */
record Unit(CellTimeUnit unit, int steps) {
  static Unit of(CellType.TimePoint type) {
    return new Unit(type.unit(), type.steps());
  }

  static Unit of(CellType.TimeSpan type) {
    return new Unit(type.unit(), type.steps());
  }

  /** The step of a type of times. */
  static Unit of(CellType type) {
    return switch (type) {
      case CellType.TimePoint point -> of(point);
      case CellType.TimeSpan span -> of(span);
      default -> throw new IllegalArgumentException(type.numpyName());
    };
  }

  CellType point() {
    return new CellType.TimePoint(unit, steps);
  }

  CellType span() {
    return new CellType.TimeSpan(unit, steps);
  }

  /** The longest step that both are whole numbers of; empty for years and months beside others. */
  static Optional<Unit> common(Unit one, Unit other) {
    if (!one.unit.isConvertible(other.unit)) {
      return Optional.empty();
    }
    CellTimeUnit finer = one.unit.compareTo(other.unit) >= 0 ? one.unit : other.unit;
    try {
      BigInteger a = BigInteger.valueOf(one.in(finer));
      BigInteger b = BigInteger.valueOf(other.in(finer));
      return Optional.of(new Unit(finer, a.gcd(b).intValueExact()));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** Number of a finer unit in one step. */
  private long in(CellTimeUnit finer) {
    return Math.multiplyExact(steps, unit.parts(finer));
  }

  /** Whether steps of one are so many of the other, or the reverse. */
  boolean isConvertible(Unit other) {
    return common(this, other).isPresent();
  }

  /** Steps of the common step in one of this. */
  long partsOf(Unit other) {
    Unit common = common(this, other).orElseThrow();
    return in(common.unit) / common.steps;
  }
}
