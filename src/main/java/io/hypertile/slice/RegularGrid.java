package io.hypertile.slice;

import io.hypertile.array.Scale;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The points {@code start + n * step} of a scaled or time axis, n from 0 to size - 1, in exact
 * decimals. Scale numbers of up to 15 digits count as the decimals that were written, so that 0.1
 * is a tenth; longer ones, such as a third, as the binary numbers that they are (deker-rules.md 153
 * and 198). Times count in seconds since 1970. Immutable.
 */
final class RegularGrid implements AxisPoints {
  /** Every decimal of so many digits survives the way to float64 and back. */
  private static final int WRITTEN_DIGITS = 15;

  private static final BigDecimal RELATIVE_SLACK = new BigDecimal("1e-9");

  /** Greatest rounding error of {@code start + n * step} in float64. */
  private static final double SLACK_ULPS = 4;

  private static final BigDecimal MAX_ROUNDING = new BigDecimal("0.25");
  private static final BigDecimal MAX_SUM_ROUNDING = new BigDecimal("1e-6");
  private static final BigDecimal HALF = new BigDecimal("0.5");
  private static final BigDecimal FIRST_INSTANT = BigDecimal.valueOf(Instant.MIN.getEpochSecond());
  private static final BigDecimal LAST_INSTANT = BigDecimal.valueOf(Instant.MAX.getEpochSecond());
  private static final int NANO_DIGITS = 9;

  private final BigDecimal start;
  private final BigDecimal step;
  private final long size;
  private final boolean floats;

  private RegularGrid(BigDecimal start, BigDecimal step, long size, boolean floats) {
    this.start = start;
    this.step = step;
    this.size = size;
    this.floats = floats;
  }

  static RegularGrid of(Scale scale, long size) {
    return new RegularGrid(decimal(scale.start()), decimal(scale.step()), size, true);
  }

  static RegularGrid of(Instant start, Duration step, long size) {
    return new RegularGrid(seconds(start), seconds(step.getSeconds(), step.getNano()), size, false);
  }

  /** A finite number as the decimal that was meant. */
  static BigDecimal decimal(double number) {
    BigDecimal written = BigDecimal.valueOf(number);
    return written.precision() <= WRITTEN_DIGITS ? written : new BigDecimal(number);
  }

  static BigDecimal seconds(Instant time) {
    return seconds(time.getEpochSecond(), time.getNano());
  }

  private static BigDecimal seconds(long seconds, int nanos) {
    return BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(nanos, NANO_DIGITS));
  }

  @Override
  public BigDecimal start() {
    return start;
  }

  BigDecimal step() {
    return step;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public boolean rises() {
    return step.signum() > 0;
  }

  @Override
  public Optional<BigDecimal> end() {
    return Optional.of(point(size));
  }

  /** The point at a position, which may lie outside the axis. */
  @Override
  public BigDecimal point(long position) {
    return start.add(step.multiply(BigDecimal.valueOf(position)));
  }

  /** Whether a value lies between the first point and the end, one step past the last one. */
  boolean spans(BigDecimal value) {
    BigDecimal end = point(size);
    return value.compareTo(start.min(end)) >= 0 && value.compareTo(start.max(end)) <= 0;
  }

  /** The time at a position of a time axis; empty when Java has no such time. */
  Optional<Instant> time(long position) {
    BigDecimal seconds = point(position);
    BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
    if (whole.compareTo(FIRST_INSTANT) < 0 || whole.compareTo(LAST_INSTANT) > 0) {
      return Optional.empty();
    }
    long nanos = seconds.subtract(whole).movePointRight(NANO_DIGITS).longValue();
    return Optional.of(Instant.ofEpochSecond(whole.longValueExact(), nanos));
  }

  /**
   * Greatest distance between a float and a point that it still means: a billionth of the step; the
   * rounding of one computation with numbers of its magnitude, up to a quarter of the step; or the
   * rounding of so many steps in a running sum or NumPy's {@code arange}, up to a millionth.
   */
  BigDecimal slack(double value) {
    double origin = start.doubleValue();
    double ulp = Math.ulp(Math.max(Math.abs(value), Math.abs(origin)));
    double steps = Math.min(Math.abs((value - origin) / step.doubleValue()), size);
    BigDecimal width = step.abs();
    BigDecimal rounding = new BigDecimal(ulp * SLACK_ULPS).min(width.multiply(MAX_ROUNDING));
    BigDecimal sum = new BigDecimal(ulp * steps).min(width.multiply(MAX_SUM_ROUNDING));
    return width.multiply(RELATIVE_SLACK).max(rounding).max(sum);
  }

  /**
   * The position that a value stands for.
   *
   * @param value a value, on the axis or not
   * @param slack greatest distance at which a value still means a point
   * @param last last position that can be found, inclusive
   * @return empty when no position qualifies
   */
  OptionalLong find(BigDecimal value, BigDecimal slack, Lookup lookup, long last) {
    BigDecimal offset = value.subtract(start);
    BigInteger near = steps(offset, RoundingMode.HALF_DOWN);
    boolean onGrid = distance(value, near).compareTo(slack) <= 0;
    if (lookup.isExact() && !onGrid) {
      return OptionalLong.empty();
    }
    BigInteger found =
        switch (lookup.method()) {
          case EXACT, INSIDE -> near;
          case NEAREST ->
              (onGrid ? near : nearest(value)).max(BigInteger.ZERO).min(BigInteger.valueOf(last));
          case PAD ->
              (onGrid ? near : steps(offset, RoundingMode.FLOOR)).min(BigInteger.valueOf(last));
          case BACKFILL ->
              (onGrid ? near : steps(offset, RoundingMode.CEILING)).max(BigInteger.ZERO);
        };
    boolean onAxis = found.signum() >= 0 && found.compareTo(BigInteger.valueOf(last)) <= 0;
    return onAxis && isWithinReach(distance(value, found), slack, lookup)
        ? OptionalLong.of(found.longValueExact())
        : OptionalLong.empty();
  }

  /**
   * The first position at or after a value along the axis, were the axis without ends.
   *
   * @param slack greatest distance at which a value still means a point
   */
  @Override
  public BigInteger atOrAfter(BigDecimal value, BigDecimal slack) {
    return beside(value, slack, RoundingMode.CEILING);
  }

  /** The last position at or before a value along the axis, were the axis without ends. */
  @Override
  public BigInteger atOrBefore(BigDecimal value, BigDecimal slack) {
    return beside(value, slack, RoundingMode.FLOOR);
  }

  private BigInteger beside(BigDecimal value, BigDecimal slack, RoundingMode rounding) {
    BigDecimal offset = value.subtract(start);
    BigInteger near = steps(offset, RoundingMode.HALF_DOWN);
    return distance(value, near).compareTo(slack) <= 0 ? near : steps(offset, rounding);
  }

  /**
   * The nearer of the two points around a value, the greater one of two equally near. Points of a
   * scale are measured as pandas measures them, in float64, so that the answer is the one that
   * xarray gives for the same coordinates; times are measured exactly.
   */
  private BigInteger nearest(BigDecimal value) {
    BigInteger first = steps(value.subtract(start), RoundingMode.FLOOR);
    BigInteger second = first.add(BigInteger.ONE);
    boolean rising = step.signum() > 0;
    BigInteger less = rising ? first : second;
    BigInteger greater = rising ? second : first;
    return isNearer(value, less, greater) ? less : greater;
  }

  private boolean isNearer(BigDecimal value, BigInteger one, BigInteger other) {
    if (!floats) {
      return distance(value, one).compareTo(distance(value, other)) < 0;
    }
    double number = value.doubleValue();
    double toOne = Math.abs(point(one).doubleValue() - number);
    double toOther = Math.abs(point(other).doubleValue() - number);
    return toOne < toOther;
  }

  /** Up to two positions of the axis, the last at or before the value and the first after it. */
  List<Long> neighbours(BigDecimal value) {
    BigInteger before = steps(value.subtract(start), RoundingMode.FLOOR);
    long lower = clip(before);
    long upper = clip(before.add(BigInteger.ONE));
    return lower == upper ? List.of(lower) : List.of(lower, upper);
  }

  private long clip(BigInteger position) {
    return position.max(BigInteger.ZERO).min(BigInteger.valueOf(size - 1)).longValueExact();
  }

  private BigInteger steps(BigDecimal offset, RoundingMode rounding) {
    return offset.divide(step, 0, rounding).toBigInteger();
  }

  private BigDecimal distance(BigDecimal value, BigInteger position) {
    return value.subtract(point(position)).abs();
  }

  private BigDecimal point(BigInteger position) {
    return start.add(step.multiply(new BigDecimal(position)));
  }

  @Override
  public boolean isWithinReach(BigDecimal distance, BigDecimal slack, Lookup lookup) {
    if (lookup.tolerance().isPresent()) {
      BigDecimal tolerance = decimal(lookup.tolerance().getAsDouble());
      return distance.compareTo(tolerance.max(slack)) <= 0;
    }
    return switch (lookup.method()) {
      case EXACT, INSIDE, PAD, BACKFILL -> true;
      case NEAREST -> distance.compareTo(step.abs().multiply(HALF).add(slack)) <= 0;
    };
  }
}
